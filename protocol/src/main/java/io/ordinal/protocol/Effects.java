package io.ordinal.protocol;

/** Where a core puts what it wants done. The order of effects is the order in which they are carried out. */
@FunctionalInterface
public interface Effects<F> {
    void add(F effect);
}
