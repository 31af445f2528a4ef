package io.ordinal.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a read found.
 *
 * @param entry null if the key has none
 * @param asOfSequence the reply holds every write of the key's range up to this number
 */
public record ReadReply(@Nullable Entry entry, long asOfSequence) implements ClientReply {}
