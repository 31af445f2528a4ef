package io.ordinal.repl;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.ring.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionTest {
    private final Completion completion = new Completion(new Commands(List.of()), new LiveData() {
        @Override
        public List<String> nodes() {
            return List.of("n1", "n2");
        }

        @Override
        public List<Bytes> keys(Bytes prefix) {
            return List.of(Bytes.utf8("user:1"), Bytes.utf8("user two"), Bytes.utf8("other")).stream()
                    .filter(key -> key.startsWith(prefix))
                    .toList();
        }

        @Override
        public List<String> files(String prefix) {
            return List.of();
        }
    });

    /** What is offered for the last word of the line; a line that ends with a blank begins a new one. */
    private List<String> complete(String line) {
        List<Word> words = Words.split(line);
        boolean begun = !line.endsWith(" ");
        Word partial = begun ? words.get(words.size() - 1) : Word.of("");
        List<Word> before = begun ? words.subList(0, words.size() - 1) : words;
        return completion.suggest(before, partial).stream()
                .map(Suggestion::word)
                .toList();
    }

    @Test
    void the_first_word_is_a_command() {
        assertThat(complete("s")).containsExactly("scan", "status");
        assertThat(complete("help s")).containsExactly("scan", "status");
    }

    @Test
    void keys_come_from_the_cluster_in_the_style_in_which_they_are_typed() {
        assertThat(complete("get us")).containsExactly("user:1", "user\\ two");
        assertThat(complete("get \"us\"")).containsExactly("\"user:1\"", "\"user two\"");
    }

    @Test
    void options_are_offered_once_and_their_values_after_them() {
        assertThat(complete("get k --")).containsExactly("--read", "--at-least");
        assertThat(complete("get k --read any --")).containsExactly("--at-least");
        assertThat(complete("get k --read ")).containsExactly("linearizable", "any");
        assertThat(complete("put k v --t")).containsExactly("--ttl");
        assertThat(complete("put k v --ttl ")).isEmpty();
    }

    @Test
    void node_ids_come_from_the_cluster_where_a_command_takes_one() {
        assertThat(complete("status ")).containsExactly("n1", "n2");
        assertThat(complete("nodes n2")).containsExactly("n2");
        assertThat(complete("status n1 ")).isEmpty();
        assertThat(complete("drain ")).containsExactly("n1", "n2");
        assertThat(complete("replace n1 ")).containsExactly("n1", "n2");
    }

    @Test
    void what_can_be_done_about_moves_is_offered() {
        assertThat(complete("moves p")).containsExactly("pause", "per-node");
        assertThat(complete("moves pause ")).doesNotContain("pause");
    }

    @Test
    void nothing_is_offered_where_nothing_fits() {
        assertThat(complete("nonsense ")).isEmpty();
        assertThat(complete("status x")).isEmpty();
    }
}
