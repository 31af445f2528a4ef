package io.ordinal.node.chronicle;

import java.util.Optional;

/**
 * In which state a journal was found.
 *
 * @param cleanStop whether the node stopped in good order the last time
 * @param suspect whether this node may have lost something that it acknowledged, in the last run or in an earlier one
 *     that was not made good since
 * @param tornTail what was cut at the end, if anything
 */
public record JournalOpening(boolean cleanStop, boolean suspect, Optional<TornTail> tornTail) {}
