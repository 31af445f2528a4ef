package io.ordinal.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.node.JournalRecord;
import io.ordinal.node.TableBatch;
import io.ordinal.node.Trust;
import io.ordinal.protocol.EntryRun;
import io.ordinal.protocol.EpochStart;
import io.ordinal.protocol.Grant;
import io.ordinal.protocol.GrantRequest;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.Promised;
import io.ordinal.protocol.SequencerMessage;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.TokenRange;
import io.ordinal.simulator.cluster.Interference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Each rule that keeps data safe, broken on purpose between core and world: within a few seeds the checkers must turn
 * red, or they are worth nothing.
 */
class BrokenRulesTest {
    @Test
    void acknowledgingBeforeItIsDurableIsNoticed() {
        turnsRed(10, () -> new Interference() {
            @Override
            public boolean saysDurableBeforeForce() {
                return true;
            }
        });
    }

    @Test
    void aPromiseThatIsForgottenIsNoticed() {
        turnsRed(30, () -> new Interference() {
            @Override
            public List<JournalRecord> replayed(List<JournalRecord> records) {
                return records.stream()
                        .filter(record -> !(record instanceof JournalRecord.Promise))
                        .toList();
            }
        });
    }

    @Test
    void notFetchingTheLongestLogIsNoticed() {
        turnsRed(10, () -> new Interference() {
            @Override
            public Message sent(NodeId from, NodeId to, Message message) {
                return message instanceof Promised promised
                        ? new Promised(
                                promised.range(),
                                promised.epoch(),
                                Position.START,
                                List.<EpochStart>of(),
                                promised.acceptedClosed())
                        : message;
            }
        });
    }

    @Test
    void usingNumbersThatWereGrantedForEarlierWritesIsNoticed() {
        turnsRed(10, LeftOverNumbers::new);
    }

    @Test
    void aNodeThatIsNotToldWhatItLostIsNoticed() {
        turnsRed(30, () -> new Interference() {
            @Override
            public Trust trust(Trust deserved) {
                return Trust.WHOLE;
            }
        });
    }

    /** What was deleted and purged while a member was away comes back at it. */
    @Test
    void aCopyThatTakesNothingAwayIsNoticed() {
        turnsRed(40, Shape.forgetful(), () -> new Interference() {
            @Override
            public TableBatch written(TableBatch batch) {
                return each(
                        batch,
                        change -> change instanceof TableBatch.LayOver page
                                ? new TableBatch.LayOver(page.tokens(), page.after(), page.upTo(), page.entries(), 0)
                                : change);
            }
        });
    }

    @Test
    void aPurgeOfWhateverStandsThereIsNoticed() {
        turnsRed(10, Shape.forgetful(), () -> new Interference() {
            @Override
            public TableBatch written(TableBatch batch) {
                return each(
                        batch, change -> change instanceof TableBatch.Purge purge ? nothingAt(purge.key()) : change);
            }

            private TableBatch.Change nothingAt(Key key) {
                TokenRange itself = new TokenRange(key.token() - 1, key.token());
                return new TableBatch.LayOver(itself, null, null, EntryRun.EMPTY, Long.MAX_VALUE);
            }
        });
    }

    private static TableBatch each(TableBatch batch, UnaryOperator<TableBatch.Change> change) {
        return new TableBatch(batch.changes().stream().map(change).toList());
    }

    private static void turnsRed(int seeds, Supplier<Interference> interference) {
        turnsRed(seeds, Shape.stormy(), interference);
    }

    private static void turnsRed(int seeds, Shape shape, Supplier<Interference> interference) {
        List<String> green = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            Report report = Simulation.run(seed, shape, interference.get(), null);
            if (!report.isGreen()) {
                return;
            }
            green.add(report.toString());
        }
        assertThat(green).as("runs that did not notice the broken rule").isEmpty();
    }

    /** Asks for twice the numbers that are needed, and keeps what is left over for the writes of the next request. */
    private static final class LeftOverNumbers implements Interference {
        private final Map<NodeId, Integer> needed = new HashMap<>();
        private final Map<NodeId, Grant> leftOver = new HashMap<>();

        @Override
        public Message sent(NodeId from, NodeId to, Message message) {
            if (!(message instanceof GrantRequest request) || request.count() == 0) {
                return message;
            }
            needed.put(from, request.count());
            return new GrantRequest(request.request(), 2 * request.count(), request.marks());
        }

        @Override
        public SequencerMessage granted(NodeId at, SequencerMessage answer) {
            if (!(answer instanceof Grant fresh) || fresh.count() == 0) {
                return answer;
            }
            int count = Math.min(needed.getOrDefault(at, 0), fresh.count());
            Grant kept = leftOver.get(at);
            boolean keptFits = kept != null && kept.term() == fresh.term() && kept.count() >= count;
            Grant used = keptFits ? kept : fresh;
            leftOver.put(at, keptFits ? fresh : block(fresh, fresh.first() + count, fresh.count() - count));
            return new Grant(fresh.request(), fresh.term(), used.first(), count, fresh.highestIssued());
        }

        private static Grant block(Grant of, long first, int count) {
            return new Grant(of.request(), of.term(), first, count, of.highestIssued());
        }
    }
}
