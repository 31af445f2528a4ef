package io.ordinal.repl;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What a command may ask of the terminal it runs at. */
public interface Screen {
    /** Where there is no terminal: a script, a pipe. */
    Screen NONE = new Screen() {
        @Override
        public boolean canDraw() {
            return false;
        }

        @Override
        public boolean hasKeys() {
            return false;
        }

        @Override
        public int columns() {
            return 120;
        }

        @Override
        public int displayWidth(String text) {
            return text.codePointCount(0, text.length());
        }

        @Override
        public void redraw(List<String> lines) {
            throw new IllegalStateException("there is no terminal to draw on");
        }

        @Override
        public boolean keyWithin(Duration time) {
            throw new IllegalStateException("there is no terminal to read keys from");
        }

        @Override
        public boolean isInterrupted() {
            return Thread.currentThread().isInterrupted();
        }
    };

    /** Whether there is somebody to {@link #redraw} for. */
    boolean canDraw();

    /** Whether somebody can press keys. */
    boolean hasKeys();

    int columns();

    /** How many columns {@code text} takes: some characters take two, some none. */
    int displayWidth(String text);

    /** Shows these lines in place of those this command drew before; what does not fit is cut. */
    void redraw(List<String> lines);

    /** Waits that long for a key to be pressed, and says whether one was. */
    boolean keyWithin(Duration time);

    /** Waits that long, and says whether somebody wants it to end: by a key where keys are read, or by Ctrl-C. */
    default boolean pause(Duration time) {
        if (hasKeys()) {
            return keyWithin(time) || isInterrupted();
        }
        LockSupport.parkNanos(time.toNanos());
        return isInterrupted();
    }

    /** Whether Ctrl-C was pressed since the command began: what takes long should end. */
    boolean isInterrupted();
}
