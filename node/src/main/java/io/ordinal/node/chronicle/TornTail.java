package io.ordinal.node.chronicle;

import java.nio.file.Path;

/**
 * The end of the journal was damaged and was cut. Nothing in it had been named as forced.
 *
 * @param file the damaged segment
 * @param offset where in the file the damage begins
 * @param lastBatch the last batch that is kept
 * @param looksUnwritten whether it looks like a write that did not reach the disk as a whole, and so was never forced
 */
public record TornTail(Path file, long offset, long lastBatch, boolean looksUnwritten) {}
