package io.ordinal.protocol;

/**
 * A state machine without a world: it is told what happened and when, and says what is to be done. It has no thread,
 * clock, socket, file or random source of its own, so the simulator runs the very class that production runs.
 *
 * <p>A shell drains what is waiting with {@link #step}, then calls {@link #tick} once: together that is a turn. Work
 * that a batch shares (a grant request, an append, a flush) is emitted by {@code tick}. Without events {@code tick}
 * comes at least every {@link #TICK_NANOS}. Confined to one thread.
 *
 * @param <E> what can happen to it
 * @param <F> what it can ask for
 */
public interface Core<E, F> {
    long TICK_NANOS = 5_000_000;

    /** Takes one event. {@code nowNanos} is monotonic, and never less than in the call before. */
    void step(E event, long nowNanos, Effects<? super F> effects);

    /** Ends a turn: timers that are due, and whatever the turn's events gathered. */
    void tick(long nowNanos, Effects<? super F> effects);
}
