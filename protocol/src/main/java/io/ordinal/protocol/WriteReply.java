package io.ordinal.protocol;

import io.ordinal.ring.NodeId;
import org.jspecify.annotations.Nullable;

/** How a write ended at a leader. That it was not run at all is said by {@link NotServed}. */
public sealed interface WriteReply extends ClientReply {
    /** Applied by a majority, under this number. */
    record Applied(long sequence) implements WriteReply {}

    /**
     * Its condition did not hold, certainly not applied. A client that has a later attempt under way waits for that
     * one's answer instead.
     *
     * @param currentSequence the version of the entry that the condition met, 0 for none
     */
    record Rejected(long currentSequence) implements WriteReply {}

    /**
     * It may have been applied, or may yet be.
     *
     * @param why for people
     * @param leader who may know more, being about to lead the range; null if nobody is known. A hint
     */
    record Unknown(String why, @Nullable NodeId leader) implements WriteReply {
        public Unknown(String why) {
            this(why, null);
        }
    }
}
