package io.ordinal.node.rocksdb;

import java.util.zip.Deflater;

/**
 * Tells from a few kilobytes whether it is worth to compress what they are a part of. A table tries with every block and
 * stores it as it is if that does not pay; for values that never shrink, that is a fifth of the work of writing a file.
 */
final class CompressionSample {
    private static final int BYTES = 16 << 10;

    private CompressionSample() {}

    /** Whether an eighth is saved, which is what a table asks for; a stronger method than its own is tried. */
    static boolean isWorthIt(byte[] array) {
        int length = Math.min(BYTES, array.length);
        int from = (array.length - length) / 2;
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(array, from, length);
            deflater.finish();
            int most = length - length / 8;
            byte[] out = new byte[most + 1];
            return deflater.deflate(out) <= most;
        } finally {
            deflater.end();
        }
    }
}
