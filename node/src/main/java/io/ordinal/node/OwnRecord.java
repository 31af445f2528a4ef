package io.ordinal.node;

/** A record that a leader adds to its log for itself, and for which no client waits, while it waits for its number. */
abstract class OwnRecord implements Numbered {
    private final Leading leading;
    private final long sinceNanos;

    OwnRecord(Leading leading, long sinceNanos) {
        this.leading = leading;
        this.sinceNanos = sinceNanos;
    }

    /** The number is this record's, if it is still wanted. */
    abstract void append(long number);

    @Override
    public final long sinceNanos() {
        return sinceNanos;
    }

    @Override
    public final boolean isAnswered() {
        return leading.addsNothing();
    }

    @Override
    public final boolean assign(long number) {
        if (leading.addsNothing()) {
            return true;
        }
        if (number <= leading.assignedFloor()) {
            return false;
        }
        append(number);
        return true;
    }
}
