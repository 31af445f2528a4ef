package io.ordinal.protocol;

import io.ordinal.ring.RangeId;

/**
 * The target of a move has digested its table as it was right behind a {@link LogRecord.Verify}: the leader compares.
 *
 * @param at the position of that record
 * @param digest over all entries, tombstones and remembered answers of the range
 */
public record MoveDigest(RangeId range, long epoch, long move, Position at, long digest) implements RangeMessage {}
