package io.ordinal.launcher;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what was opened, the last first. One that fails does not keep the others from being closed. */
final class Closer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

    private final Deque<Step> steps = new ArrayDeque<>();

    private record Step(String what, Runnable close) {}

    /** {@code what} is for the log. */
    void add(String what, Runnable close) {
        steps.push(new Step(what, close));
    }

    @Override
    public void close() {
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            try {
                step.close().run();
            } catch (RuntimeException e) {
                LOG.warn("{} was not closed in good order", step.what(), e);
            }
        }
    }
}
