package io.ordinal.repl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/** Rows under headings, in columns as wide as they need to be. Numbers stand at the right, everything else at the left. */
public final class Table {
    private static final String GAP = "  ";

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    public void add(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + headings.size() + " columns");
        }
        rows.add(List.of(cells));
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** @param width how many columns of a terminal a text takes */
    public List<String> lines(ToIntFunction<String> width) {
        int[] widths = new int[headings.size()];
        boolean[] numbers = new boolean[headings.size()];
        Arrays.fill(numbers, !rows.isEmpty());
        for (int column = 0; column < widths.length; column++) {
            widths[column] = width.applyAsInt(headings.get(column));
            for (List<String> row : rows) {
                String cell = row.get(column);
                widths[column] = Math.max(widths[column], width.applyAsInt(cell));
                numbers[column] &= isNumber(cell);
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(headings, widths, numbers, width));
        rows.forEach(row -> lines.add(line(row, widths, numbers, width)));
        return lines;
    }

    private static String line(List<String> cells, int[] widths, boolean[] numbers, ToIntFunction<String> width) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(widths[column] - width.applyAsInt(cell));
            line.append(numbers[column] ? padding + cell : cell + padding).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private static boolean isNumber(String cell) {
        return cell.equals("-") || (!cell.isEmpty() && cell.matches("#?[0-9,.]+%?"));
    }
}
