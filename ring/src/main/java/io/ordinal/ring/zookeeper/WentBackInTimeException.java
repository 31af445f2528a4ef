package io.ordinal.ring.zookeeper;

/** The answer to a read that showed an older state than was seen before. */
public final class WentBackInTimeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public WentBackInTimeException(WentBackInTime what) {
        super(what.toString());
    }
}
