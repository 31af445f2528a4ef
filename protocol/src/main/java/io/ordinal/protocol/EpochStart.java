package io.ordinal.protocol;

/**
 * One line of a range's epoch history: {@code epoch} was opened on top of {@code base}, the position that was last
 * when its {@code Open} was appended. A history is sorted by epoch and tells where two logs part.
 */
public record EpochStart(long epoch, Position base) {}
