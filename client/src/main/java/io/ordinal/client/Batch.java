package io.ordinal.client;

import java.util.List;

/**
 * Writes that are handed over together and have nothing else to do with each other: at most
 * {@link OrdinalClient#MAX_BATCH_OPERATIONS}, and {@link OrdinalClient#MAX_BATCH_BYTES} of keys and values.
 */
public record Batch(List<Write> writes) {
    public Batch {
        writes = List.copyOf(writes);
        if (writes.size() > OrdinalClient.MAX_BATCH_OPERATIONS) {
            throw new IllegalArgumentException("a batch is at most " + OrdinalClient.MAX_BATCH_OPERATIONS
                    + " operations, this one has " + writes.size());
        }
        long bytes = 0;
        for (Write write : writes) {
            bytes += write.sizeBytes();
        }
        if (bytes > OrdinalClient.MAX_BATCH_BYTES) {
            throw new IllegalArgumentException("a batch is at most " + OrdinalClient.MAX_BATCH_BYTES
                    + " bytes of keys and values, this one has " + bytes);
        }
    }
}
