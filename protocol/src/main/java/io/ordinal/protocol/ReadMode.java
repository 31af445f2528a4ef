package io.ordinal.protocol;

/** How fresh a read must be. */
public sealed interface ReadMode {
    ReadMode LINEARIZABLE = new Linearizable();
    ReadMode ANY = new Any();

    /** From the leader under its lease: sees every write that was answered before the read began. */
    record Linearizable() implements ReadMode {}

    /** From any replica that has applied, or closed, this number. With the number of one's own write: read-your-writes. */
    record AtLeast(long sequence) implements ReadMode {}

    /** From any replica, however old; the reply says as of which number. */
    record Any() implements ReadMode {}
}
