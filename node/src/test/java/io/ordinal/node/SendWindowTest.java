package io.ordinal.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClientId;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.Replicate;
import io.ordinal.protocol.RequestId;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Many ranges with much to send to one peer. */
class SendWindowTest {
    private static final int RANGES = 48;
    private static final int RECORDS = 50;
    private static final int RECORD_BYTES = 1_000;
    private static final int WINDOW_BYTES = 20 * RECORD_BYTES;

    private final NodeLimits limits = new NodeLimits(100, 100, RECORD_BYTES, 4 * RECORD_BYTES, 1, 1);
    private final SendWindow window = new SendWindow(WINDOW_BYTES);
    private final Turn turn = new Turn();
    private final List<Replicate> underWay = new ArrayList<>();
    private final Map<RangeId, FollowerStream> streams = new LinkedHashMap<>();
    private final Map<RangeId, Closing> closings = new TreeMap<>();
    private final Map<RangeId, Integer> delivered = new TreeMap<>();

    SendWindowTest() {
        turn.begin(1_000_000_000, this::carryOut);
        for (int i = 0; i < RANGES; i++) {
            RangeId id = new RangeId(i);
            DurableRange durable = new DurableRange(id);
            Position last = new Position(1, 0);
            append(durable, new LogRecord(last, Position.START, 0, new LogRecord.Open()));
            for (int number = 1; number <= RECORDS; number++) {
                Position position = new Position(1, number);
                append(durable, new LogRecord(position, last, 0, write(number)));
                last = position;
            }
            FollowerStream stream =
                    new FollowerStream(new NodeId("n2"), 1, durable, NodeTimes.DEFAULT, limits, turn, window, () -> {});
            stream.startFrom(new Position(1, 0), durable.history().starts());
            streams.put(id, stream);
            closings.put(id, new Closing(0, new Position(1, 0)));
            delivered.put(id, 0);
        }
    }

    @Test
    void whatIsUnderWayToAPeerIsBoundedAndEveryRangeHasItsTurn() {
        int rounds = 0;
        while (delivered.values().stream().anyMatch(count -> count < RECORDS)) {
            pumpAll();
            assertThat(window.bytes()).isBetween(1L, (long) WINDOW_BYTES + RECORD_BYTES);
            acknowledgeFirst();
            int least = delivered.values().stream()
                    .mapToInt(Integer::intValue)
                    .min()
                    .orElseThrow();
            int most = delivered.values().stream()
                    .mapToInt(Integer::intValue)
                    .max()
                    .orElseThrow();
            assertThat(most - least).as("after %d messages", rounds).isLessThanOrEqualTo(8);
            assertThat(++rounds).isLessThanOrEqualTo(RANGES * RECORDS);
        }
        pumpAll();
        assertThat(window.bytes()).isZero();
    }

    @Test
    void aLeadershipThatEndsLeavesItsPlaceToTheOthers() {
        pumpAll();
        for (int i = 0; i < RANGES - 1; i++) {
            streams.remove(new RangeId(i)).end();
        }
        underWay.clear();
        pumpAll();
        RangeId left = new RangeId(RANGES - 1);
        assertThat(underWay)
                .isNotEmpty()
                .allSatisfy(message -> assertThat(message.range()).isEqualTo(left));
        streams.remove(left).end();
        assertThat(window.bytes()).isZero();
    }

    private void pumpAll() {
        streams.forEach((range, stream) -> stream.pump(closings.get(range)));
    }

    private void acknowledgeFirst() {
        Replicate first = underWay.remove(0);
        Position end = first.records().get(first.records().size() - 1).position();
        delivered.merge(first.range(), first.records().size(), Integer::sum);
        streams.get(first.range()).acknowledged(end, 0);
    }

    private void carryOut(NodeEffect effect) {
        if (effect instanceof NodeEffect.Send send && send.message() instanceof Replicate message) {
            underWay.add(message);
        }
    }

    private static void append(DurableRange durable, LogRecord record) {
        durable.apply(new JournalRecord.Appended(durable.range(), record));
    }

    private static LogRecord.Write write(int number) {
        Bytes value = Bytes.wrap(new byte[RECORD_BYTES - 96 - 1]);
        return new LogRecord.Write(
                new RequestId(new ClientId(1, 1), number), new Operation.Put(Key.utf8("k"), value, 0));
    }
}
