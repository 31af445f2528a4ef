package io.ordinal.ring.zookeeper;

import io.ordinal.ring.MalformedRecordException;

/** How a record is written into a znode, and how two of its states follow each other. Stateless. */
public interface RecordFormat<T> {
    /** @throws IllegalArgumentException if the record cannot be written, for example because it is too large */
    byte[] encode(T record);

    /** @throws MalformedRecordException or IllegalArgumentException, saying what is wrong with {@code bytes} */
    T decode(byte[] bytes);

    /** Whether {@code later} can have been written after {@code earlier}; false means that history was rewritten. */
    boolean mayFollow(T earlier, T later);
}
