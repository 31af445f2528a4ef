package io.ordinal.repl;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.client.ClusterView;
import org.junit.jupiter.api.Test;

class ClusterHealthTest {
    @Test
    void two_of_three_are_a_quorum_and_one_is_none() {
        assertThat(Prompt.of(ClusterHealth.of(Clusters.view("n1", "n2")))).isEqualTo("ordinal> ");
        assertThat(Prompt.of(ClusterHealth.of(Clusters.view("n1"))))
                .isEqualTo("ordinal (read-only: ranges have no quorum)> ");
    }

    @Test
    void another_disk_under_a_known_name_is_no_member() {
        ClusterView view = Clusters.view("n1", "n2");
        assertThat(ClusterHealth.of(new ClusterView(
                                view.map(), Clusters.view("n1", "n4").present()))
                        .isReadOnly())
                .isTrue();
    }

    @Test
    void news_are_who_came_who_went_and_whether_writes_go_on() {
        ClusterNews before = news(Clusters.view("n1", "n2", "n3"));
        ClusterNews after = news(Clusters.view("n1", "n4"));
        assertThat(after.since(before))
                .containsExactly(
                        "node n4 is here, at 127.0.0.1:7104",
                        "node n2 is absent",
                        "node n3 is absent",
                        "read-only: ranges have no quorum");
        assertThat(before.since(before)).isEmpty();
    }

    private static ClusterNews news(ClusterView view) {
        return new ClusterNews(view, ClusterHealth.of(view));
    }
}
