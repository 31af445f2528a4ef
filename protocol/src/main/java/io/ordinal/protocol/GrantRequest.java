package io.ordinal.protocol;

/**
 * Asks for {@code count} numbers for writes that are waiting as this is sent; 0 asks only how far numbers are issued.
 * A node has one request in flight.
 *
 * @param request raised by one per request of this run of the node, echoed in the answer
 * @param marks lower ones in the sequencer's own world mean that it went back in time: it ends its term
 */
public record GrantRequest(long request, int count, Marks marks) implements SequencerMessage {}
