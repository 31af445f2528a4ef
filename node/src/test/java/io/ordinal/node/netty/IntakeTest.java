package io.ordinal.node.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.node.NodeEffect;
import io.ordinal.node.NodeEvent;
import io.ordinal.node.ReplyTo;
import io.ordinal.protocol.ClientId;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.Core;
import io.ordinal.protocol.Effects;
import io.ordinal.protocol.Heartbeat;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.Replicate;
import io.ordinal.protocol.RequestId;
import io.ordinal.protocol.StatusRequest;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits for a loop that takes nothing is bounded, and clients cannot keep nodes out. */
class IntakeTest {
    private static final int ONE_MIB = 1 << 20;
    private static final NodeEvent SMALL = new NodeEvent.Asked(new ReplyTo(1, 1), new StatusRequest());
    private static final NodeEvent LARGE = new NodeEvent.Asked(new ReplyTo(1, 2), write(new byte[ONE_MIB]));
    private static final NodeEvent RECORDS = new NodeEvent.Received(new NodeId("n2"), replicate(new byte[ONE_MIB]));
    private static final NodeEvent HEARTBEAT = new NodeEvent.Received(new NodeId("n2"), new Heartbeat(1, List.of()));

    private final List<NodeEvent> taken = new ArrayList<>();
    private final Intake intake = new Intake(new Taking(), 4 * ONE_MIB);

    @Test
    void requests_are_bounded_in_number_and_heartbeats_get_through() {
        int admitted = admit(SMALL, 100_000);
        assertThat(admitted).isBetween(1_000, 10_000);
        assertThat(intake.admit(HEARTBEAT)).isTrue();
        assertThat(intake.admit(RECORDS)).isTrue();

        intake.step(SMALL, 0, effect -> {});
        assertThat(intake.admit(SMALL)).as("what the loop takes makes room").isTrue();
        assertThat(intake.admit(SMALL)).isFalse();
        assertThat(taken).containsExactly(SMALL);
    }

    @Test
    void what_requests_carry_is_bounded_in_bytes() {
        assertThat(admit(LARGE, 100)).isBetween(1, 5);
        assertThat(intake.admit(HEARTBEAT)).isTrue();
        assertThat(intake.admit(SMALL))
                .as("one that carries nothing, behind a full queue")
                .isFalse();

        intake.release(LARGE);
        assertThat(intake.admit(LARGE)).isTrue();
    }

    @Test
    void what_nodes_send_is_bounded_in_bytes_and_their_heartbeats_get_through() {
        assertThat(admit(RECORDS, 100)).isBetween(1, 5);
        assertThat(intake.admit(HEARTBEAT)).isTrue();
        assertThat(intake.admit(LARGE)).as("clients have room of their own").isTrue();

        intake.release(RECORDS);
        assertThat(intake.admit(RECORDS)).isTrue();
    }

    @Test
    void one_that_is_larger_than_all_there_is_gets_through_alone() {
        Intake little = new Intake(new Taking(), 1_000);
        assertThat(little.admit(LARGE)).isTrue();
        assertThat(little.admit(LARGE)).isFalse();
        little.release(LARGE);
        assertThat(little.admit(LARGE)).isTrue();
    }

    private int admit(NodeEvent event, int times) {
        int admitted = 0;
        for (int i = 0; i < times; i++) {
            admitted += intake.admit(event) ? 1 : 0;
        }
        return admitted;
    }

    private static WriteRequest write(byte[] value) {
        Operation put = new Operation.Put(Key.utf8("k"), Bytes.wrap(value), 0);
        return new WriteRequest(new RequestId(new ClientId(1, 2), 3), 1, 0, put, Condition.NONE);
    }

    private static Replicate replicate(byte[] value) {
        LogRecord.Payload payload = new LogRecord.Write(
                new RequestId(new ClientId(1, 2), 3), new Operation.Put(Key.utf8("k"), Bytes.wrap(value), 0));
        LogRecord record = new LogRecord(new Position(1, 5), Position.START, 0, payload);
        return new Replicate(new RangeId(1), 1, Position.START, List.of(record), Position.START, 0, 0, Position.START);
    }

    /** Takes what it is given. */
    private final class Taking implements Core<NodeEvent, NodeEffect> {
        @Override
        public void step(NodeEvent event, long nowNanos, Effects<? super NodeEffect> effects) {
            taken.add(event);
        }

        @Override
        public void tick(long nowNanos, Effects<? super NodeEffect> effects) {}
    }
}
