package io.ordinal.node;

import io.ordinal.protocol.NotServed;

/** What waits at the {@link GrantDesk} for a number of its own. */
interface Numbered {
    /** When it began to wait. */
    long sinceNanos();

    /** Whether it needs no number any more. */
    boolean isAnswered();

    /**
     * Takes the number, which was granted after it had begun to wait.
     *
     * @return false if the number is too low for its range, so that it needs another
     */
    boolean assign(long number);

    /** No number was to be had in time. */
    void refuse(NotServed why);
}
