package io.ordinal.repl.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.repl.CommandFailedException;
import io.ordinal.repl.transfer.Row;
import io.ordinal.repl.transfer.RowSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowsTest {
    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static KeyFields key(String... names) {
        return new KeyFields(Arrays.asList(names), "/");
    }

    /** Rows in short: {@code line key = value}, or {@code line ! why}. */
    private static List<String> all(RowSource source) throws IOException {
        List<String> rows = new ArrayList<>();
        for (Row row = source.next(); row != null; row = source.next()) {
            if (row instanceof Row.Put put) {
                rows.add(row.line() + " " + put.key().bytes().toUtf8() + " = "
                        + put.value().toUtf8());
            } else if (row instanceof Row.Bad bad) {
                rows.add(row.line() + " ! " + bad.why());
            }
        }
        return rows;
    }

    @Test
    void a_csv_row_is_an_object_of_texts_under_its_key() throws IOException {
        assertThat(all(CsvRows.commas(in("id,name\r\n1,\"Ann, \"\"the\"\" first\"\r\n2,Bob\r\n"), key("id"))))
                .containsExactly(
                        "2 1 = {\"id\":\"1\",\"name\":\"Ann, \\\"the\\\" first\"}",
                        "3 2 = {\"id\":\"2\",\"name\":\"Bob\"}");
    }

    @Test
    void fields_of_a_key_are_joined() throws IOException {
        assertThat(all(CsvRows.tabs(in("a\tb\nx\ty\n"), key("b", "a"))))
                .containsExactly("2 y/x = {\"a\":\"x\",\"b\":\"y\"}");
    }

    @Test
    void a_quoted_field_may_hold_line_ends_and_later_lines_keep_their_numbers() throws IOException {
        assertThat(all(CsvRows.commas(in("key,text\na,\"one\ntwo\n\nfour\"\nb,x\n"), key())))
                .containsExactly(
                        "2 a = {\"key\":\"a\",\"text\":\"one\\ntwo\\n\\nfour\"}",
                        "6 b = {\"key\":\"b\",\"text\":\"x\"}");
    }

    @Test
    void bad_csv_rows_are_told_with_their_line_and_spoil_no_other() throws IOException {
        assertThat(all(CsvRows.commas(in("key,v\na,1\nb\nc,1,2\n\n,empty\nd,\"x\"y\ne,\"open\nf,3\n"), key())))
                .containsExactly(
                        "2 a = {\"key\":\"a\",\"v\":\"1\"}",
                        "3 ! it has 1 fields, and there are 2 columns",
                        "4 ! it has 3 fields, and there are 2 columns",
                        "6 ! its key is empty",
                        "7 ! its quotes are broken: text follows a quoted field, or a quote inside of one is not doubled",
                        "8 ! a quote that is opened in it is never closed",
                        "9 f = {\"key\":\"f\",\"v\":\"3\"}");
    }

    @Test
    void quotes_inside_an_unquoted_field_and_in_tsv_are_text() throws IOException {
        assertThat(all(CsvRows.commas(in("key,size\na,5\" pipe\nb,2\n"), key())))
                .hasSize(2)
                .allMatch(row -> row.contains(" = "));
        assertThat(all(CsvRows.tabs(in("key\tsize\na\t\"5\nb\t2\n"), key())))
                .hasSize(2)
                .allMatch(row -> row.contains(" = "));
    }

    @Test
    void headings_that_are_of_no_use_stop_it_before_anything_is_written() {
        assertThatThrownBy(() -> CsvRows.commas(in(""), key()))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> CsvRows.commas(in("a,a\n1,2\n"), key("a"))).hasMessageContaining("two are called 'a'");
        assertThatThrownBy(() -> CsvRows.commas(in("a,b\n1,2\n"), key("id")))
                .hasMessageContaining("no column 'id'")
                .hasMessageContaining("a, b");
    }

    @Test
    void a_mark_of_byte_order_is_no_part_of_the_first_heading() throws IOException {
        assertThat(all(CsvRows.commas(in("\uFEFFkey,v\na,1\n"), key()))).hasSize(1);
    }

    @Test
    void bytes_that_are_no_text_and_lines_without_end_are_bad_rows() throws IOException {
        InputStream noText = new ByteArrayInputStream(new byte[] {'k', 'e', 'y', '\n', -1, '\n', 'a', '\n'});
        assertThat(all(CsvRows.commas(noText, key())))
                .containsExactly("2 ! it is no well-formed UTF-8", "3 a = {\"key\":\"a\"}");
        String huge = "x".repeat(FileLines.MAX_LINE_BYTES + 1);
        assertThat(all(new JsonLineRows(in(huge + "\n{\"key\":\"a\"}\n"), key())))
                .containsExactly("1 ! it is longer than 8388608 bytes", "2 a = {\"key\":\"a\"}");
    }

    @Test
    void a_json_value_is_its_object_without_blanks_and_with_its_numbers_as_written() throws IOException {
        String row =
                "{ \"key\" : \"a\", \"n\": 1.10, \"big\": 12345678901234567890123, \"deep\": {\"x\": [1e5, null, true]} }";
        assertThat(all(new JsonLineRows(in(row + "\n\n" + row), key())))
                .containsExactly(
                        "1 a = {\"key\":\"a\",\"n\":1.10,\"big\":12345678901234567890123,\"deep\":{\"x\":[1e5,null,true]}}",
                        "3 a = {\"key\":\"a\",\"n\":1.10,\"big\":12345678901234567890123,\"deep\":{\"x\":[1e5,null,true]}}");
        assertThat(all(new JsonRows(in("[" + row + "]"), key())))
                .hasSize(1)
                .first()
                .asString()
                .contains("\"n\":1.10,");
    }

    @Test
    void bad_json_lines_are_told_with_their_line_and_spoil_no_other() throws IOException {
        String lines = """
                {"key":1}
                {"key":
                [1]
                {"id":2}
                {"key":""}
                {"key":{}}
                {"key":3}{"key":4}
                {"key":5,"a":1,"a":2}
                {"key":6}
                """;
        assertThat(all(new JsonLineRows(in(lines), key())))
                .satisfiesExactly(
                        row -> assertThat(row).isEqualTo("1 1 = {\"key\":1}"),
                        row -> assertThat(row).startsWith("2 ! it is broken JSON"),
                        row -> assertThat(row).isEqualTo("3 ! it is no JSON object"),
                        row -> assertThat(row).isEqualTo("4 ! it has no field 'key' that could be in a key"),
                        row -> assertThat(row).isEqualTo("5 ! its key is empty"),
                        row -> assertThat(row).isEqualTo("6 ! it has no field 'key' that could be in a key"),
                        row -> assertThat(row).isEqualTo("7 ! there is more than one JSON object in it"),
                        row -> assertThat(row).isEqualTo("8 ! it has the field 'a' twice"),
                        row -> assertThat(row).isEqualTo("9 6 = {\"key\":6}"));
    }

    @Test
    void json_is_an_array_of_objects_or_one_object_after_another() throws IOException {
        assertThat(all(new JsonRows(in("[{\"key\":1},\n 7, [[{}]],\n{\"key\":2}]"), key())))
                .containsExactly(
                        "1 1 = {\"key\":1}",
                        "2 ! record 2 is no JSON object",
                        "2 ! record 3 is no JSON object",
                        "3 2 = {\"key\":2}");
        assertThat(all(new JsonRows(in("{\"key\":1} {\"key\":2}"), key()))).hasSize(2);
        assertThat(all(new JsonRows(in("[]"), key()))).isEmpty();
    }

    @Test
    void where_json_itself_is_broken_the_rest_is_one_bad_row() throws IOException {
        assertThat(all(new JsonRows(in("[{\"key\":1},\n{\"key\":2,]\n,{\"key\":3}]"), key())))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("2 ! broken JSON after record 2, nothing from there on can be read");
        assertThat(all(new JsonRows(in("[{\"key\":1}"), key()))).as("cut off").hasSize(2);
    }

    @Test
    void what_an_export_wrote_is_recognised_unless_a_key_is_named() throws IOException {
        String exported = "{\"keyBase64\":\"/w==\",\"valueUtf8\":\"v\",\"sequence\":7,\"ttlMillis\":1500}\n";
        Row row = new JsonLineRows(in(exported), key()).next();
        assertThat(row).isInstanceOf(Row.Put.class);
        Row.Put put = (Row.Put) row;
        assertThat(put.key().bytes().array()).containsExactly(-1);
        assertThat(put.value().toUtf8()).isEqualTo("v");
        assertThat(put.ttlMillis()).isEqualTo(1_500);
        assertThat(all(new JsonLineRows(in(exported), key("sequence"))))
                .first()
                .asString()
                .startsWith("1 7 = {\"keyBase64\"");
        assertThat(all(new JsonLineRows(in("{\"keyUtf8\":\"a\"}\n{\"keyUtf8\":\"a\",\"valueBase64\":\"?\"}"), key())))
                .containsExactly(
                        "1 ! it needs either valueUtf8 or valueBase64, as an export writes them",
                        "2 ! its valueBase64 is no Base64");
    }

    @Test
    void keys_and_values_keep_to_the_limits() throws IOException {
        String longKey = "k".repeat(4_097);
        String longValue = "v".repeat(1 << 20);
        assertThat(all(new JsonLineRows(
                        in("{\"key\":\"" + longKey + "\"}\n{\"key\":\"a\",\"v\":\"" + longValue + "\"}"), key())))
                .satisfiesExactly(
                        row -> assertThat(row).isEqualTo("1 ! its key is 4097 bytes long, and the most is 4096"),
                        row -> assertThat(row).startsWith("2 ! its value is").endsWith("and the most is 1048576"));
    }
}
