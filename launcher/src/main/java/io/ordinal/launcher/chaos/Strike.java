package io.ordinal.launcher.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Harm that is done to one who takes part in the coming or going of a node, at a moment of it. */
public record Strike(Moment moment, Victim victim, Harm harm) {
    /** Who is struck. */
    public enum Victim {
        /** Whoever leads the range. */
        LEADER,
        /** The target of the move, or another member of the range. */
        TARGET,
        REBALANCER,
        SEQUENCER,
        ZOOKEEPER
    }

    /** What is done. */
    public enum Harm {
        /** SIGKILL, and started again a little later. */
        KILL,
        /** SIGSTOP for longer than all leases. */
        PAUSE
    }

    /** Every one there is. */
    static List<Strike> all() {
        List<Strike> all = new ArrayList<>();
        for (Moment moment : Moment.values()) {
            for (Victim victim : Victim.values()) {
                for (Harm harm : Harm.values()) {
                    all.add(new Strike(moment, victim, harm));
                }
            }
        }
        return all;
    }

    public String words() {
        return (harm + " the " + victim).toLowerCase(Locale.ROOT) + " while a range is " + moment.words();
    }
}
