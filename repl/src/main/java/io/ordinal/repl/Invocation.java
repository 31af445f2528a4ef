package io.ordinal.repl;

import io.ordinal.client.ClusterView;
import io.ordinal.client.ScanQuery;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ScanRequest;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A command with its arguments, as they were typed: read against the command's spec, and not yet tried. */
public final class Invocation {
    private static final Pattern NUMBER = Pattern.compile("#?\\d{1,18}");

    private final CommandSpec spec;
    private final List<Word> operands = new ArrayList<>();
    private final Map<String, Word> options = new LinkedHashMap<>();

    private Invocation(CommandSpec spec) {
        this.spec = spec;
    }

    /**
     * @param words without the command's name
     * @throws SyntaxException if there are too few or too many words, or an option is unknown
     */
    public static Invocation parse(CommandSpec spec, List<Word> words) {
        Invocation invocation = new Invocation(spec);
        boolean onlyOperands = false;
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            boolean plain = !word.quoted() && !onlyOperands;
            if (plain && word.text().equals("--")) {
                onlyOperands = true;
            } else if (plain && word.text().startsWith("--")) {
                i += invocation.option(word.text(), words, i);
            } else {
                invocation.operands.add(word);
            }
        }
        invocation.checkOperands();
        return invocation;
    }

    /** @return how many words after the option belong to it */
    private int option(String text, List<Word> words, int index) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        Option option = spec.option(name)
                .orElseThrow(() -> new SyntaxException(
                        spec.name() + " has no option " + name + ": write `" + spec.usage() + "`, see `help "
                                + spec.name() + "`; to say the word itself put -- or quotes around it"));
        if (options.containsKey(name)) {
            throw new SyntaxException(name + " is given twice: give it once");
        }
        if (option.argument() == null) {
            if (equals >= 0) {
                throw new SyntaxException(name + " takes no value: write just " + name);
            }
            options.put(name, words.get(index));
            return 0;
        }
        if (equals >= 0) {
            options.put(name, Word.of(text.substring(equals + 1)));
            return 0;
        }
        if (index + 1 == words.size()) {
            throw new SyntaxException(name + " needs a value: write `" + option.usage() + "`");
        }
        options.put(name, words.get(index + 1));
        return 1;
    }

    private void checkOperands() {
        long required = spec.operands().stream().filter(Argument::required).count();
        if (operands.size() < required) {
            String missing = spec.operands().get(operands.size()).name();
            throw new SyntaxException(spec.name() + " needs a " + missing + ": write `" + spec.usage() + "`");
        }
        if (operands.size() > spec.operands().size()) {
            throw new SyntaxException(
                    "'" + operands.get(spec.operands().size()).text() + "' is one word too many: write `" + spec.usage()
                            + "`, with quotes around words that have blanks in them");
        }
    }

    public Optional<Word> operand(int index) {
        return index < operands.size() ? Optional.of(operands.get(index)) : Optional.empty();
    }

    /** The key that stands at this place. */
    public Key key(int index) {
        try {
            return Key.of(required(index).bytes());
        } catch (IllegalArgumentException e) {
            throw new SyntaxException(e.getMessage() + ": give another key");
        }
    }

    /** The value that stands at this place. */
    public Bytes value(int index) {
        Bytes value = required(index).bytes();
        if (value.length() > Operation.Put.MAX_VALUE_LENGTH_BYTES) {
            throw new SyntaxException("a value is at most " + Operation.Put.MAX_VALUE_LENGTH_BYTES
                    + " bytes long, this one is " + value.length() + ": give a shorter one");
        }
        return value;
    }

    /**
     * The node that stands at this place, if one does.
     *
     * @throws SyntaxException if the cluster knows no such node
     */
    public Optional<NodeId> node(int index, ClusterView view) {
        Optional<Word> word = operand(index);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        String name = word.get().text();
        Optional<NodeId> known =
                view.nodes().stream().filter(node -> node.name().equals(name)).findFirst();
        if (known.isEmpty()) {
            String others = view.nodes().stream().map(NodeId::name).collect(Collectors.joining(", "));
            throw new SyntaxException("there is no node '" + name + "'; "
                    + (others.isEmpty() ? "none is known yet" : "there are " + others));
        }
        return known;
    }

    /**
     * The node that stands at this place.
     *
     * @throws SyntaxException if the cluster knows no such node
     */
    public NodeId requiredNode(int index, ClusterView view) {
        return node(index, view).orElseThrow(() -> new IllegalStateException("operand " + index + " was not required"));
    }

    private Word required(int index) {
        return operand(index).orElseThrow(() -> new IllegalStateException("operand " + index + " was not required"));
    }

    public boolean has(String option) {
        return options.containsKey(option);
    }

    public Optional<Word> word(String option) {
        return Optional.ofNullable(options.get(option));
    }

    public Optional<String> text(String option) {
        return word(option).map(Word::text);
    }

    /** The time that an option names, in milliseconds; 0 if it is not given. */
    public long millis(String option) {
        return text(option).map(text -> Durations.parse(text).toMillis()).orElse(0L);
    }

    /** The number that an option names; {@code #} before it may stay. */
    public Optional<Long> number(String option) {
        return text(option).map(text -> {
            if (!NUMBER.matcher(text).matches()) {
                throw new SyntaxException("'" + text + "' is no number: " + option + " takes one such as 17 or #17");
            }
            return Long.parseLong(text.startsWith("#") ? text.substring(1) : text);
        });
    }

    /** {@code --limit}, from 1 to the most a page may hold. */
    public int limit(int otherwise) {
        long limit = number("--limit").orElse((long) otherwise);
        if (limit < 1 || limit > ScanRequest.MAX_LIMIT) {
            throw new SyntaxException("--limit is between 1 and " + ScanRequest.MAX_LIMIT + ", not " + limit);
        }
        return (int) limit;
    }

    /** {@code --read} and {@code --at-least}. */
    public ReadMode readMode() {
        Optional<Long> atLeast = number("--at-least");
        Optional<String> read = text("--read");
        if (atLeast.isPresent()) {
            if (read.isPresent()) {
                throw new SyntaxException("--read and --at-least do not go together: give one of them");
            }
            return new ReadMode.AtLeast(atLeast.get());
        }
        return switch (read.orElse("linearizable")) {
            case "linearizable" -> ReadMode.LINEARIZABLE;
            case "any" -> ReadMode.ANY;
            default ->
                throw new SyntaxException(
                        "'" + read.orElse("") + "' is no way to read: --read takes linearizable or any");
        };
    }

    /** {@code --if} and {@code --if-absent}. */
    public Condition condition() {
        Optional<Long> version = number("--if");
        if (version.isPresent() && has("--if-absent")) {
            throw new SyntaxException("--if and --if-absent do not go together: give one of them");
        }
        if (has("--if-absent")) {
            return Condition.ABSENT;
        }
        return version.<Condition>map(Condition.VersionIs::new).orElse(Condition.NONE);
    }

    /** The scan that {@code --limit}, {@code --cursor} and how to read ask for. */
    public ScanQuery scan(Bytes prefix, int defaultLimit) {
        try {
            return new ScanQuery(
                    prefix, limit(defaultLimit), readMode(), text("--cursor").orElse(null));
        } catch (IllegalArgumentException e) {
            throw new SyntaxException("--cursor takes what an earlier scan printed: " + e.getMessage());
        }
    }
}
