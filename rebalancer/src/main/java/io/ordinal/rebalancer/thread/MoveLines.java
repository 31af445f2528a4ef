package io.ordinal.rebalancer.thread;

import io.ordinal.rebalancer.MoveStep;
import io.ordinal.rebalancer.RebalancerEffect.MoveStepped;
import java.util.Locale;

/** The line of a log that tells of a move's step. */
final class MoveLines {
    private MoveLines() {}

    static String line(MoveStepped stepped) {
        StringBuilder line = new StringBuilder();
        line.append("range=").append(stepped.range());
        line.append(" epoch=").append(stepped.epoch());
        line.append(" move=").append(stepped.move() == 0 ? "-" : Long.toString(stepped.move()));
        line.append(' ').append(stepped.step().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        line.append(": ").append(stepped.target()).append(" for ").append(stepped.leaving());
        if (stepped.copiedKeys() > 0) {
            line.append(", bytes=").append(stepped.copiedBytes());
            line.append(" keys=").append(stepped.copiedKeys());
        }
        if (stepped.step() != MoveStep.BEGUN) {
            line.append(", after ").append(stepped.elapsedMillis()).append(" ms");
        }
        if (!stepped.why().isEmpty()) {
            line.append(": ").append(stepped.why());
        }
        return line.toString();
    }
}
