package io.ordinal.protocol;

/** What must hold of the key for a write to be applied. Judged when the write gets its number, in number order. */
public sealed interface Condition {
    Condition NONE = new None();
    Condition ABSENT = new Absent();

    /** Always holds. */
    record None() implements Condition {}

    /** Holds while the key has no entry (never written, deleted or expired). */
    record Absent() implements Condition {}

    /** Holds while the key's entry was made by write {@code sequence}. */
    record VersionIs(long sequence) implements Condition {}
}
