package io.ordinal.repl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.ring.Bytes;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static List<String> split(String line) {
        return Words.split(line).stream().map(Word::text).toList();
    }

    @Test
    void blanks_part_words() {
        assertThat(split("  put  greeting\thello ")).containsExactly("put", "greeting", "hello");
    }

    @Test
    void quotes_join_words_and_may_be_empty() {
        assertThat(split("put \"two words\" 'and three \\n more' \"\""))
                .containsExactly("put", "two words", "and three \\n more", "");
        assertThat(split("a\"b c\"d'e f'")).containsExactly("ab cde f");
    }

    @Test
    void escapes_stand_for_any_byte() {
        assertThat(Words.split("\\x00\\xfF\\n\\t\\\\\\\"a\\ b").get(0).bytes())
                .isEqualTo(Bytes.wrap(new byte[] {0, -1, '\n', '\t', '\\', '"', 'a', ' ', 'b'}));
    }

    @Test
    void text_beyond_ascii_stays_whole() {
        assertThat(split("put schlüssel 🗝️")).containsExactly("put", "schlüssel", "🗝️");
    }

    @Test
    void a_comment_is_no_command_but_a_number_is_a_word() {
        assertThat(Words.split("  # put a b")).isEmpty();
        assertThat(split("cas k v --if #12")).containsExactly("cas", "k", "v", "--if", "#12");
    }

    @Test
    void what_makes_no_sense_is_said_with_its_place() {
        assertThatThrownBy(() -> Words.split("put \"open"))
                .hasMessageContaining("column 5")
                .hasMessageContaining("never closed");
        assertThatThrownBy(() -> Words.split("put \\q")).hasMessageContaining("\\q at column 5 means nothing");
        assertThatThrownBy(() -> Words.split("\\x4")).hasMessageContaining("two hexadecimal digits");
        assertThatThrownBy(() -> Words.split("a\\")).isInstanceOf(SyntaxException.class);
    }

    @Test
    void every_run_of_bytes_comes_back_from_the_word_that_is_shown_for_it() {
        SplittableRandom random = new SplittableRandom(17);
        for (int i = 0; i < 2_000; i++) {
            byte[] array = new byte[1 + random.nextInt(12)];
            for (int j = 0; j < array.length; j++) {
                array[j] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : " \"'\\#-a\n".charAt(random.nextInt(8)));
            }
            Bytes bytes = Bytes.wrap(array);
            for (String shown : List.of(ByteText.word(bytes), ByteText.escaped(bytes), ByteText.quoted(bytes))) {
                assertThat(Words.split(shown)).as(shown).hasSize(1);
                assertThat(Words.split(shown).get(0).bytes()).as(shown).isEqualTo(bytes);
            }
        }
    }

    @Test
    void text_is_shown_as_it_is_and_the_rest_in_escapes() {
        assertThat(ByteText.word(Bytes.utf8("user:17/größe"))).isEqualTo("user:17/größe");
        assertThat(ByteText.word(Bytes.utf8("two words"))).isEqualTo("\"two words\"");
        assertThat(ByteText.word(Bytes.utf8("--ttl"))).isEqualTo("\"--ttl\"");
        assertThat(ByteText.word(Bytes.wrap(new byte[] {'k', -1}))).isEqualTo("\"k\\xff\"");
        assertThat(ByteText.value(Bytes.utf8("{\"a\": 1}"))).isEqualTo("{\"a\": 1}");
        assertThat(ByteText.value(Bytes.utf8("0123456789"), 8)).isEqualTo("01234...");
        assertThat(ByteText.value(Bytes.utf8("\u001b[31mred"))).isEqualTo("\"\\x1b[31mred\"");
    }
}
