package io.ordinal.repl.file;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of a text file, one at a time, none longer than it should be. A mark of byte order at its beginning is skipped. */
final class FileLines implements Closeable {
    /** A value of 1 MiB as JSON in which every byte is escaped, and its key. */
    static final int MAX_LINE_BYTES = 8 << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private long bytesRead;
    private long number;

    FileLines(InputStream in) {
        this.in = in;
    }

    /**
     * A line without its end.
     *
     * @param text what stands in it; empty if there is a problem
     * @param problem why it cannot be read, as half a sentence; empty if it can
     */
    record Line(long number, String text, String problem) {}

    @Nullable
    Line next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        boolean tooLong = false;
        boolean any = false;
        while (at < end || fill()) {
            any = true;
            int stop = at;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            tooLong |= line.size() + stop - at > MAX_LINE_BYTES;
            if (!tooLong) {
                line.write(buffer, at, stop - at);
            }
            boolean ended = stop < end;
            bytesRead += stop - at + (ended ? 1 : 0);
            at = ended ? stop + 1 : stop;
            if (ended) {
                break;
            }
        }
        if (!any) {
            return null;
        }
        number++;
        return tooLong
                ? new Line(number, "", "it is longer than " + MAX_LINE_BYTES + " bytes")
                : decode(line.toByteArray());
    }

    private Line decode(byte[] bytes) {
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
            boolean marked = number == 1 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
            return new Line(number, marked ? text.substring(1) : text, "");
        } catch (CharacterCodingException e) {
            return new Line(number, "", "it is no well-formed UTF-8");
        }
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(in.read(buffer), 0);
        return end > 0;
    }

    long bytesRead() {
        return bytesRead;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
