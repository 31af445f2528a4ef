package io.ordinal.client;

/**
 * How a write ended. Three of the four are certain; {@link Unknown} is the only one after which the write may have
 * happened, or may yet happen.
 */
public sealed interface WriteOutcome {
    /** The outcome in a sentence for people. */
    String why();

    /** Applied once, durably at a majority of its range, under this number: the entry's version from now on. */
    record Applied(long sequence) implements WriteOutcome {
        @Override
        public String why() {
            return "applied as #" + sequence;
        }
    }

    /**
     * Its condition did not hold: certainly not applied, and never will be.
     *
     * @param currentSequence the version of the entry that the condition met; 0 for none
     */
    record Rejected(long currentSequence) implements WriteOutcome {
        @Override
        public String why() {
            return currentSequence == 0
                    ? "the condition did not hold: the key has no entry"
                    : "the condition did not hold: the key's entry is #" + currentSequence;
        }
    }

    /** Nobody would run it before its deadline: certainly not applied, and never will be. It may be asked again. */
    record NotDone(Refusal reason, String why) implements WriteOutcome {}

    /**
     * It may have been applied, or may yet be. Read the key to find out, or repeat the write only if doing it twice
     * does no harm; a compare-and-set makes the repetition safe.
     */
    record Unknown(String why) implements WriteOutcome {}
}
