package io.ordinal.sequencer;

import io.ordinal.ring.Address;
import io.ordinal.ring.Member;
import java.util.UUID;

/**
 * The one record that a sequencer's authority rests on.
 *
 * @param term the number of the reign; a successor's is higher
 * @param ceiling no number above it is issued in this term before a higher one is written here
 * @param owner a random id per candidacy, by which a holder knows its own write when it reads back
 * @param stoppedCleanly the holder has stopped issuing for good and {@code ceiling} is the last number it issued: its
 *     lease need not be waited for
 */
public record SequencerRecord(
        long term, long ceiling, UUID owner, Member holder, Address address, boolean stoppedCleanly) {}
