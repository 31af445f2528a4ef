package io.ordinal.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.FetchCopy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowTest {
    private static final int MIB = 1 << 20;

    private static Flow copying(NodeLimits limits, int copies) {
        Flow flow = new Flow(limits);
        for (int i = 0; i < copies; i++) {
            flow.copyBegins();
        }
        return flow;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 16})
    void all_copies_together_have_as_much_under_way_as_one_alone(int copies) {
        Flow flow = copying(NodeLimits.DEFAULT, copies);

        int pages = flow.copyPages(flow.copyPageBytes());
        assertThat(pages).isBetween(1, FetchCopy.MAX_PAGES);
        assertThat((long) copies * pages * flow.copyPageBytes()).isLessThanOrEqualTo(4 * MIB);
    }

    @Test
    void fewer_pages_are_asked_for_where_each_is_one_large_entry() {
        assertThat(copying(NodeLimits.DEFAULT, 1).copyPages(MIB)).isEqualTo(4);
    }

    @Test
    void each_of_many_copies_has_a_page() {
        assertThat(copying(NodeLimits.DEFAULT, 40).copyPages(1_000)).isEqualTo(1);
    }

    @Test
    void what_copies_have_under_way_and_unapplied_fits_a_small_heap() {
        NodeLimits limits = NodeLimits.forHeap(64 * MIB);
        Flow flow = copying(limits, 3);

        assertThat(2L * 3 * flow.copyPages(flow.copyPageBytes()) * flow.copyPageBytes())
                .isLessThanOrEqualTo(limits.shared().unappliedBytes());
    }

    @Test
    void a_page_is_never_so_small_that_nothing_gets_on() {
        assertThat(copying(NodeLimits.forHeap(MIB), 16).copyPageBytes()).isEqualTo(16 << 10);
    }
}
