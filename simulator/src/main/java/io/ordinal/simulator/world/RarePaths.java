package io.ordinal.simulator.world;

import io.ordinal.node.JournalRecord;
import io.ordinal.node.NodeTimes;
import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.CloseRequest;
import io.ordinal.protocol.FetchCopy;
import io.ordinal.protocol.Grant;
import io.ordinal.protocol.GrantRefused;
import io.ordinal.protocol.GrantRequest;
import io.ordinal.protocol.LogPage;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Mismatch;
import io.ordinal.protocol.NodeReport;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.Promised;
import io.ordinal.protocol.ReleaseLease;
import io.ordinal.protocol.SequencerMessage;
import io.ordinal.protocol.StaleEpoch;
import io.ordinal.protocol.WriteReply;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Counts how often each {@link RarePath} was taken, from what nodes say, write and answer. It judges nothing. */
public final class RarePaths {
    private final EnumMap<RarePath, Long> counts = new EnumMap<>(RarePath.class);
    private final Map<NodeId, Long> knownTerm = new HashMap<>();
    private final Map<NodeId, Map<Long, Long>> askedNanos = new HashMap<>();
    private final Set<Told> promises = new HashSet<>();
    private final Map<Copier, Long> copies = new HashMap<>();

    private record Told(NodeId by, RangeId range, long epoch) {}

    private record Copier(NodeId node, RangeId range) {}

    public void took(RarePath path) {
        counts.merge(path, 1L, Long::sum);
    }

    /** How often each path was taken; those that never were are not in it. */
    public Map<RarePath, Long> counts() {
        return counts;
    }

    /** A node sends a message, at this time of its own clock. */
    public void sent(NodeId from, Message message, long nowNanos) {
        if (message instanceof GrantRequest request) {
            askedNanos.computeIfAbsent(from, node -> new HashMap<>()).put(request.request(), nowNanos);
        } else if (message instanceof GrantRefused refused) {
            refused(refused.reason());
        } else if (message instanceof LogPage page) {
            took(page.gone() ? RarePath.BACKFILL_BY_COPY : RarePath.TAKEOVER_FETCHED_LOG);
        } else if (message instanceof FetchCopy fetch) {
            Long before = copies.put(new Copier(from, fetch.range()), fetch.copy());
            if (before != null && before != fetch.copy()) {
                took(RarePath.COPY_BEGUN_AGAIN);
            }
        } else if (message instanceof Mismatch) {
            took(RarePath.GAP_AT_FOLLOWER);
        } else if (message instanceof StaleEpoch) {
            took(RarePath.STALE_EPOCH);
        } else if (message instanceof ReleaseLease) {
            took(RarePath.LEASE_RELEASED);
        } else if (message instanceof CloseRequest) {
            took(RarePath.CLOSE_REQUESTED);
        } else if (message instanceof Promised promised
                && !promises.add(new Told(from, promised.range(), promised.epoch()))) {
            took(RarePath.PROMISE_TOLD_AGAIN);
        } else if (message instanceof NodeReport report && !report.wanting().isEmpty()) {
            took(RarePath.HIGHER_EPOCH_WANTED);
        }
    }

    private void refused(GrantRefused.Reason reason) {
        switch (reason) {
            case WAITING_FOR_PREDECESSOR -> took(RarePath.GRANT_REFUSED_WAITING);
            case LEASE_EXPIRED -> took(RarePath.GRANT_REFUSED_LEASE);
            case OUT_OF_NUMBERS -> took(RarePath.GRANT_REFUSED_OUT_OF_NUMBERS);
            default -> {}
        }
    }

    /** The sequencer's answer arrives at a node, at this time of the node's own clock. */
    public void granted(NodeId at, SequencerMessage answer, long nowNanos) {
        if (!(answer instanceof Grant grant)) {
            return;
        }
        if (grant.term() < knownTerm.getOrDefault(at, 0L)) {
            took(RarePath.REIGN_CHANGED_MID_GRANT);
        }
        knowsTerm(at, grant.term());
        Long sentNanos = askedNanos.getOrDefault(at, new HashMap<>()).remove(grant.request());
        if (sentNanos != null && nowNanos - sentNanos > NodeTimes.DEFAULT.grantMarginNanos()) {
            took(RarePath.GRANT_LATE);
        }
    }

    /** A node has learned of a term. */
    public void knowsTerm(NodeId node, long term) {
        knownTerm.merge(node, term, Math::max);
    }

    /** A node appends this to its journal. */
    public void appends(NodeId node, SimJournal journal, JournalRecord record) {
        if (record instanceof JournalRecord.Cut cut
                && journal.log(cut.range()).last().isAfter(cut.last())) {
            took(RarePath.DIVERGENT_TAIL_CUT);
        } else if (record instanceof JournalRecord.Adopted adopted) {
            took(adopted.parents().size() > 1 ? RarePath.RANGES_MERGED : RarePath.RANGE_ADOPTED);
        } else if (record instanceof JournalRecord.Copied copied) {
            copies.remove(new Copier(node, copied.range()));
            took(RarePath.COPY_COMPLETED);
        } else if (record instanceof JournalRecord.Appended appended) {
            LogRecord.Payload payload = appended.record().payload();
            if (payload instanceof LogRecord.Refused) {
                took(RarePath.REFUSAL_LOGGED);
            } else if (payload instanceof LogRecord.Expire) {
                took(RarePath.EXPIRED_REMOVED);
            }
        }
    }

    /** A node answers a client. */
    public void replied(ClientReply reply) {
        if (reply instanceof WriteReply.Unknown) {
            took(RarePath.WRITE_UNKNOWN);
        } else if (reply instanceof NotServed notServed) {
            switch (notServed.reason()) {
                case BORN_TOO_LONG_AGO -> took(RarePath.BORN_TOO_LONG_AGO);
                case NO_QUORUM -> took(RarePath.NO_QUORUM);
                case NO_SEQUENCER -> took(RarePath.NO_SEQUENCER);
                case OVERLOADED -> took(RarePath.OVERLOADED);
                case DISK_FULL -> took(RarePath.DISK_FULL_REFUSED);
                default -> {}
            }
        }
    }
}
