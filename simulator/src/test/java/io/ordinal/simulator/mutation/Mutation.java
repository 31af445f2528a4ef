package io.ordinal.simulator.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One rule of the protocol, and how the source is changed so that it is broken. A rule that stands in two places is broken
 * in both.
 *
 * <pre>
 *   rule: what holds in the store as it is
 *   file: node/src/main/java/io/ordinal/node/Voter.java
 *   seeds: in how many seeds at most the simulator must notice
 *   ----
 *   a piece of the file, which is there exactly once
 *   ====
 *   what stands in its place
 *   ---- node/src/main/java/io/ordinal/node/Heartbeats.java
 *   a piece of another file
 *   ====
 *   what stands in its place
 * </pre>
 */
record Mutation(String name, String rule, int seeds, List<Change> changes) {
    private static final String ENDING = ".mutation";
    private static final Pattern BETWEEN_CHANGES = Pattern.compile("(?m)^----(?=\\R| )");
    private static final Pattern BETWEEN_SIDES = Pattern.compile("(?m)^====\\R");

    /** A piece of a file, and another for it. */
    record Change(Path file, String from, String to) {}

    /** All of a folder, by name. */
    static List<Mutation> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Mutation> all = new ArrayList<>();
            for (Path file : files.filter(each -> each.toString().endsWith(ENDING))
                    .sorted()
                    .toList()) {
                String name = file.getFileName().toString().replace(ENDING, "");
                all.add(parse(name, Files.readString(file)));
            }
            return all;
        }
    }

    static Mutation parse(String name, String text) {
        String[] parts = BETWEEN_CHANGES.split(text, -1);
        List<Change> changes = new ArrayList<>();
        Path file = Path.of(header(name, parts[0], "file"));
        for (int i = 1; i < parts.length; i++) {
            int endOfLine = parts[i].indexOf('\n');
            String other = parts[i].substring(0, endOfLine).strip();
            file = other.isEmpty() ? file : Path.of(other);
            String[] sides = BETWEEN_SIDES.split(parts[i].substring(endOfLine + 1), -1);
            if (sides.length != 2) {
                throw new IllegalArgumentException(name + ": a change has two sides, parted by ====");
            }
            changes.add(new Change(file, sides[0], sides[1]));
        }
        if (changes.isEmpty()) {
            throw new IllegalArgumentException(name + ": nothing is changed");
        }
        return new Mutation(
                name, header(name, parts[0], "rule"), Integer.parseInt(header(name, parts[0], "seeds")), changes);
    }

    private static String header(String name, String head, String key) {
        return head.lines()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> line.substring(key.length() + 1).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no line '" + key + ":'"));
    }

    /** The files that are changed. */
    Set<Path> files() {
        return changes.stream().map(Change::file).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * A file with the rule broken.
     *
     * @throws IllegalStateException if the file has changed so that this no longer says what to change
     */
    String applyTo(Path file, String source) {
        String mutant = source;
        for (Change change : changes) {
            if (!change.file().equals(file)) {
                continue;
            }
            int at = mutant.indexOf(change.from());
            if (at < 0 || mutant.indexOf(change.from(), at + 1) >= 0) {
                throw new IllegalStateException("mutation " + name + " no longer fits " + file
                        + ": this is not there exactly once:\n" + change.from());
            }
            mutant = mutant.substring(0, at)
                    + change.to()
                    + mutant.substring(at + change.from().length());
        }
        return mutant;
    }

    @Override
    public String toString() {
        return name;
    }
}
