package io.ordinal.repl.jline;

import io.ordinal.repl.SyntaxException;
import io.ordinal.repl.Word;
import io.ordinal.repl.Words;
import io.ordinal.ring.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.CompletingParsedLine;

/**
 * A line up to the cursor, for completion: whole words, and the one that is being typed, whose quotes may still be open.
 *
 * @param line all of it
 * @param before the words before the one at the cursor
 * @param partial the word at the cursor; empty if none was begun
 */
record TypedLine(String line, int cursor, List<Word> before, Word partial) implements CompletingParsedLine {
    static TypedLine of(String line, int cursor) {
        String typed = line.substring(0, cursor);
        List<Word> words = new ArrayList<>(lenient(typed));
        boolean begun = !words.isEmpty() && words.get(words.size() - 1).end() >= typed.length();
        Word partial =
                begun ? words.remove(words.size() - 1) : new Word(Bytes.EMPTY, typed.length(), typed.length(), false);
        return new TypedLine(line, cursor, words, partial);
    }

    /** The words, with an open quote or escape at the end taken as if it were closed. */
    private static List<Word> lenient(String typed) {
        for (String end : List.of("", "\"", "'", "\\", "0", "00")) {
            try {
                return Words.split(typed + end);
            } catch (SyntaxException e) {
                // Another ending may make sense of it.
            }
        }
        return List.of();
    }

    private String raw() {
        return line.substring(partial.start(), cursor);
    }

    @Override
    public String word() {
        return raw();
    }

    @Override
    public int wordCursor() {
        return raw().length();
    }

    @Override
    public int wordIndex() {
        return before.size();
    }

    @Override
    public List<String> words() {
        List<String> words = new ArrayList<>();
        before.forEach(word -> words.add(line.substring(word.start(), word.end())));
        words.add(raw());
        return words;
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
        return candidate;
    }

    @Override
    public int rawWordCursor() {
        return raw().length();
    }

    @Override
    public int rawWordLength() {
        return raw().length();
    }
}
