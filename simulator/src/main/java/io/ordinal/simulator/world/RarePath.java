package io.ordinal.simulator.world;

/** A path through the protocol that is taken seldom. A simulation that never takes it proves nothing about it. */
public enum RarePath {
    /** A log lost records that another epoch did without. */
    DIVERGENT_TAIL_CUT,
    /** A new leader fetched what it lacked from a longer log. */
    TAKEOVER_FETCHED_LOG,
    /** Memory did not reach back far enough: a peer was served from the journal. */
    BACKFILL_FROM_JOURNAL,
    /** The journal did not reach back far enough either. */
    BACKFILL_BY_COPY,
    /** A copy ended, and the log went on from it. */
    COPY_COMPLETED,
    /** A copy that had begun was begun again. */
    COPY_BEGUN_AGAIN,
    /** A member said that a message did not follow its log. */
    GAP_AT_FOLLOWER,
    /** A request got the answer that an earlier attempt of it had got, or would have. */
    RETRY_ANSWERED_AGAIN,
    /** A retry whose condition did not hold left a record. */
    REFUSAL_LOGGED,
    /** A retry came after its range had forgotten the answers of its time. */
    BORN_TOO_LONG_AGO,
    /** A write's outcome was left open by a node. */
    WRITE_UNKNOWN,
    /** A request arrived although its connection had broken. */
    REQUEST_STRAGGLED,
    /** A grant came from a reign that its requester knew to be over. */
    REIGN_CHANGED_MID_GRANT,
    /** A grant came after its margin. */
    GRANT_LATE,
    /** A sequencer refused while its predecessor's lease might still run. */
    GRANT_REFUSED_WAITING,
    /** A sequencer refused after its own lease had ended. */
    GRANT_REFUSED_LEASE,
    /** A sequencer had no reserved number left. */
    GRANT_REFUSED_OUT_OF_NUMBERS,
    /** The lease that a read began under was gone when its answer was ready. */
    LEASE_LOST_BEFORE_ANSWER,
    /** A leader that stepped down gave its lease back. */
    LEASE_RELEASED,
    /** A read met an entry that had expired by the clock only. */
    EXPIRY_MET,
    /** An expired entry was removed under a number. */
    EXPIRED_REMOVED,
    /** A scan was cut into pages. */
    SCAN_RESUMED,
    /** A member was told that an epoch is over. */
    STALE_EPOCH,
    /** A promise was told more than once. */
    PROMISE_TOLD_AGAIN,
    /** A leader in the map could not lead in its epoch, and asked for a higher one. */
    HIGHER_EPOCH_WANTED,
    /** A leadership went back to the member that the map prefers. */
    LEADERSHIP_RETURNED,
    /** A node took a range over from those that it was made of. */
    RANGE_ADOPTED,
    /** A node took a range over from two that it was made of. */
    RANGES_MERGED,
    /** The target of a move became a member. */
    MOVE_COMMITTED,
    /** A move was given up before it was committed. */
    MOVE_GIVEN_UP,
    /** A node was away for so long that others took its place. */
    NODE_GIVEN_UP,
    /** Somebody asked an idle leader to close. */
    CLOSE_REQUESTED,
    /** A read waited at a replica until it had come far enough. */
    READ_WAITED,
    /** A range refused for want of a majority. */
    NO_QUORUM,
    /** A node refused for want of numbers. */
    NO_SEQUENCER,
    /** A node refused because it had too much in hand. */
    OVERLOADED,
    /** A node refused for want of room. */
    DISK_FULL_REFUSED,
    /** A force failed, and the node stopped itself. */
    FORCE_FAILED,
    /** A segment of a journal was deleted. */
    JOURNAL_TRIMMED,
    /** A node started from a journal whose beginning was gone. */
    STARTED_FROM_TRIMMED_JOURNAL,
    /** The unforced tail of a journal was lost. */
    TAIL_LOST,
    /** A conditional write happened though its writer was never told. */
    UNKNOWN_WRITE_HAPPENED,
    /** Two writers raced for the map or for the sequencer's record. */
    CONDITIONAL_WRITE_LOST,
    /** The session of a living process ended. */
    SESSION_EXPIRED,
    /** A process with another disk under a known name was turned away. */
    OTHER_DISK_TURNED_AWAY
}
