package io.ordinal.faults.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Carries what comes in one direction over to the other side, until either side ends. */
interface Passage {
    /** All bytes, as they come. */
    Passage BYTES = (direction, in, out) -> {
        byte[] chunk = new byte[16 << 10];
        int length;
        while ((length = in.read(chunk)) >= 0) {
            out.write(chunk, 0, length);
        }
    };

    void carry(Direction direction, InputStream in, OutputStream out) throws IOException;
}
