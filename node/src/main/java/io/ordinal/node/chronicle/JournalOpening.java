package io.ordinal.node.chronicle;

import java.util.Optional;

/**
 * In which state a journal was found.
 *
 * @param cleanStop whether the node stopped in good order the last time
 * @param inMemoryOnly whether it was written with {@code memory} durability the last time
 * @param tornTail what was cut at the end, if anything
 */
public record JournalOpening(boolean cleanStop, boolean inMemoryOnly, Optional<TornTail> tornTail) {
    /**
     * Why the node may have lost something that it acknowledged since the journal was opened before; empty if it cannot
     * have.
     *
     * <p>A batch is acknowledged after a force that covers it. So a batch that did not reach the disk as a whole was
     * never acknowledged, if the disk keeps its word, and an append that was under way when the process died is no
     * loss either. But as long as the machine runs, the page cache has everything that was written: damage is then
     * damage. So it is where no sector is missing and yet the checksum is wrong. What such damage took may have been
     * forced, with no later batch to say so.
     *
     * @param machineRanOn whether the machine has certainly not restarted since the journal was opened before
     */
    public Optional<String> mayHaveLost(boolean machineRanOn) {
        if (tornTail.isPresent() && machineRanOn) {
            return Optional.of("the end of its journal is damaged, although the machine ran on");
        }
        if (tornTail.isPresent() && !tornTail.get().looksUnwritten()) {
            return Optional.of("the end of its journal is damaged, as no loss of power explains");
        }
        if (inMemoryOnly && !cleanStop && !machineRanOn) {
            return Optional.of("its journal was in memory only (--durability memory), and the machine has restarted");
        }
        return Optional.empty();
    }
}
