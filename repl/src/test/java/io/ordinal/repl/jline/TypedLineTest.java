package io.ordinal.repl.jline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.repl.Word;
import org.junit.jupiter.api.Test;

class TypedLineTest {
    private static TypedLine typed(String line) {
        return TypedLine.of(line, line.length());
    }

    @Test
    void the_word_at_the_end_is_the_one_that_is_typed() {
        assertThat(typed("get us").before()).extracting(Word::text).containsExactly("get");
        assertThat(typed("get us").partial().text()).isEqualTo("us");
        assertThat(typed("get us").word()).isEqualTo("us");
    }

    @Test
    void after_a_blank_a_new_word_begins() {
        assertThat(typed("get us ").before()).hasSize(2);
        assertThat(typed("get us ").partial().bytes().length()).isZero();
        assertThat(typed("").before()).isEmpty();
    }

    @Test
    void open_quotes_and_escapes_are_still_a_word() {
        assertThat(typed("get \"two wo").partial().text()).isEqualTo("two wo");
        assertThat(typed("get \"two wo").partial().quoted()).isTrue();
        assertThat(typed("get \"two wo").word()).isEqualTo("\"two wo");
        assertThat(typed("get 'two wo").partial().text()).isEqualTo("two wo");
        assertThat(typed("get two\\ ").partial().text()).isEqualTo("two ");
        assertThat(typed("get a\\x").before()).hasSize(1);
    }

    @Test
    void what_stands_behind_the_cursor_does_not_matter() {
        TypedLine typed = TypedLine.of("get us --read any", 6);
        assertThat(typed.partial().text()).isEqualTo("us");
        assertThat(typed.before()).hasSize(1);
    }
}
