package io.ordinal.repl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columns_are_as_wide_as_they_need_and_numbers_stand_at_the_right() {
        Table table = new Table("NODE", "RANGES", "STATE");
        table.add("n1", "5", "up");
        table.add("node-11", "1,024", "absent");
        assertThat(table.lines(String::length))
                .containsExactly("NODE     RANGES  STATE", "n1            5  up", "node-11   1,024  absent");
    }

    @Test
    void characters_that_take_two_columns_are_counted_as_such() {
        Table table = new Table("K", "V");
        table.add("鍵", "x");
        table.add("key", "y");
        assertThat(table.lines(text -> text.equals("鍵") ? 2 : text.length()))
                .containsExactly("K    V", "鍵   x", "key  y");
    }
}
