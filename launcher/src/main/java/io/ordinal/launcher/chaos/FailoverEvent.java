package io.ordinal.launcher.chaos;

/** What happens to a node while it is measured how long writes stand still. */
public enum FailoverEvent {
    KILL_LEADER("SIGKILL to a leader", 1_000),
    PAUSE_LEADER("SIGSTOP to a leader", 3_000),
    STOP_LEADER("SIGTERM to a leader (planned)", 1_000),
    KILL_SEQUENCER("SIGKILL to the sequencer", 1_000);

    private final String words;
    private final int goalMillis;

    FailoverEvent(String words, int goalMillis) {
        this.words = words;
        this.goalMillis = goalMillis;
    }

    public String words() {
        return words;
    }

    /** How long, in the median, a range may take no writes. */
    public int goalMillis() {
        return goalMillis;
    }
}
