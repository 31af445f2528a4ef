package io.ordinal.repl;

/**
 * A word that could stand here.
 *
 * @param word as it would be typed, quotes and escapes included
 * @param description what it is, in a few words; may be empty
 * @param complete whether a blank follows
 */
public record Suggestion(String word, String description, boolean complete) {}
