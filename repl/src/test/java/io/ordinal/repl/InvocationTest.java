package io.ordinal.repl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.protocol.Condition;
import io.ordinal.protocol.ReadMode;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvocationTest {
    private static Invocation parse(String line) {
        List<Word> words = Words.split(line);
        Command command = new Commands(List.of()).require(words.get(0).text());
        return Invocation.parse(command.spec(), words.subList(1, words.size()));
    }

    @Test
    void options_stand_anywhere() {
        Invocation put = parse("put --ttl 30s k v");
        assertThat(put.millis("--ttl")).isEqualTo(30_000);
        assertThat(put.key(0).bytes().toUtf8()).isEqualTo("k");
        assertThat(parse("put k --ttl=5m v").millis("--ttl")).isEqualTo(300_000);
    }

    @Test
    void reads_conditions_and_numbers_are_understood() {
        assertThat(parse("get k").readMode()).isEqualTo(ReadMode.LINEARIZABLE);
        assertThat(parse("get k --read any").readMode()).isEqualTo(ReadMode.ANY);
        assertThat(parse("get k --at-least #17").readMode()).isEqualTo(new ReadMode.AtLeast(17));
        assertThat(parse("cas k v --if #12").condition()).isEqualTo(new Condition.VersionIs(12));
        assertThat(parse("cas k v --if-absent").condition()).isEqualTo(Condition.ABSENT);
    }

    @Test
    void a_word_in_quotes_or_after_two_dashes_is_no_option() {
        assertThat(parse("put k \"--ttl\"").value(1).toUtf8()).isEqualTo("--ttl");
        assertThat(parse("put k -- --ttl").value(1).toUtf8()).isEqualTo("--ttl");
    }

    @Test
    void what_is_wrong_is_said_with_how_to_write_it() {
        assertThatThrownBy(() -> parse("put k"))
                .hasMessageContaining("needs a VALUE")
                .hasMessageContaining("put KEY VALUE");
        assertThatThrownBy(() -> parse("put k two words")).hasMessageContaining("'words' is one word too many");
        assertThatThrownBy(() -> parse("get k --fast")).hasMessageContaining("no option --fast");
        assertThatThrownBy(() -> parse("put k v --ttl")).hasMessageContaining("--ttl TIME");
        assertThatThrownBy(() -> parse("put k v --ttl 1s --ttl 2s")).hasMessageContaining("twice");
        assertThatThrownBy(() -> parse("put k v --ttl 30").millis("--ttl")).hasMessageContaining("30s");
        assertThatThrownBy(() -> parse("put k v --ttl 0s").millis("--ttl")).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> parse("cas k v --if x").condition()).hasMessageContaining("#17");
        assertThatThrownBy(() -> parse("cas k v --if 1 --if-absent").condition())
                .hasMessageContaining("do not go together");
        assertThatThrownBy(() -> parse("get k --read some").readMode()).hasMessageContaining("linearizable or any");
        assertThatThrownBy(() -> parse("scan --limit 0").limit(1)).hasMessageContaining("between 1 and");
        assertThatThrownBy(() -> parse("put \"\" v").key(0)).hasMessageContaining("at least 1 byte");
        assertThatThrownBy(() -> parse("gte k")).hasMessageContaining("did you mean `get`");
    }

    @Test
    void times_are_shown_in_two_units() {
        assertThat(Durations.show(120)).isEqualTo("120ms");
        assertThat(Durations.show(29_500)).isEqualTo("29.5s");
        assertThat(Durations.show(30_000)).isEqualTo("30s");
        assertThat(Durations.show(3_900_000)).isEqualTo("1h 5m");
        assertThat(Durations.show(172_800_000)).isEqualTo("2d");
    }

    @Test
    void every_command_has_a_spec_that_its_own_examples_follow() {
        Commands commands = new Commands(List.of());
        for (Command command : commands.all()) {
            assertThat(command.spec().examples()).as(command.spec().name()).isNotEmpty();
            for (String example : command.spec().examples()) {
                List<Word> words = Words.split(example);
                assertThat(words.get(0).text()).isEqualTo(command.spec().name());
                assertThat(Invocation.parse(command.spec(), words.subList(1, words.size())))
                        .isNotNull();
            }
        }
    }
}
