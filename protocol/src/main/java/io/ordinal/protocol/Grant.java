package io.ordinal.protocol;

/**
 * The numbers {@code first} to {@code first + count - 1}, for the writes that waited when the request was sent, and for
 * no others.
 *
 * @param highestIssued the highest number issued to anybody, this grant included
 */
public record Grant(long request, long term, long first, int count, long highestIssued) implements SequencerMessage {}
