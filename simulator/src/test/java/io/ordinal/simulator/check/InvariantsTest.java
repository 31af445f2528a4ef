package io.ordinal.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.protocol.ClientId;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RequestId;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import io.ordinal.simulator.world.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvariantsTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final NodeId N3 = new NodeId("n3");
    private static final RangeId RANGE = new RangeId(1);

    private boolean majorityHasIt = true;
    private final Invariants.Replicas replicas = (range, position) -> majorityHasIt;
    private final CommittedLogs logs = new CommittedLogs(replicas, new Answers());
    private final Leaderships leaderships = new Leaderships();
    private final IssuedNumbers numbers = new IssuedNumbers();

    @Test
    void aNumberIsIssuedOnce() {
        numbers.issued(1, 10, 5);
        numbers.issued(1, 15, 1);
        numbers.issued(1, 3, 0);

        violates(() -> numbers.issued(1, 14, 1));
        violates(() -> numbers.issued(1, 8, 4));
        assertThat(numbers.highest()).isEqualTo(15);
    }

    @Test
    void aLaterTermIssuesHigherNumbers() {
        numbers.issued(2, 100, 5);

        violates(() -> numbers.issued(3, 50, 5));
        violates(() -> numbers.issued(1, 120, 1));
    }

    @Test
    void aNumberIsGivenToARecordBeforeALaterTermBegins() {
        numbers.issued(1, 10, 5);
        numbers.used(N1, 10);
        numbers.issued(2, 20, 5);

        holds(() -> numbers.used(N2, 10));
        holds(() -> numbers.used(N1, 20));
        violates(() -> numbers.used(N1, 11));
        violates(() -> numbers.used(N1, 25));
        violates(() -> numbers.used(N1, 9));
    }

    @Test
    void anEpochHasOneLeader() {
        leaderships.leads(N1, RANGE, 1, 0);
        leaderships.leads(N1, RANGE, 1, 0);
        leaderships.leads(N2, RANGE, 2, 0);

        violates(() -> leaderships.leads(N2, RANGE, 1, 0));
    }

    @Test
    void leasesOfOneRangeDoNotOverlap() {
        leaderships.mayReadUntil(N1, RANGE, 1, 100, 0);
        leaderships.mayReadUntil(N2, RANGE, 1, 200, 100);

        violates(() -> leaderships.mayReadUntil(N1, RANGE, 1, 300, 150));
    }

    @Test
    void nobodyIsLeasedOnceAHigherEpochIsLed() {
        leaderships.mayReadUntil(N1, RANGE, 4, 100, 0);

        violates(() -> leaderships.leads(N2, RANGE, 5, 99));
        holds(() -> leaderships.leads(N3, RANGE, 6, 100));
        holds(() -> leaderships.mayReadUntil(N3, RANGE, 6, 160, 150));
        violates(() -> leaderships.mayReadUntil(N1, RANGE, 4, 200, 170));
    }

    @Test
    void aLeaseEndsWithItsRevocationOrItsHolder() {
        leaderships.mayReadUntil(N1, RANGE, 1, 100, 0);
        leaderships.mayNotRead(N1, RANGE);
        leaderships.mayReadUntil(N2, RANGE, 1, 100, 10);
        leaderships.died(N2);

        holds(() -> leaderships.mayReadUntil(N1, RANGE, 1, 100, 20));
    }

    @Test
    void allApplyTheSame() {
        logs.applied(N1, RANGE, List.of(write(1, 1, 0, 0, "a")));

        holds(() -> logs.applied(N2, RANGE, List.of(write(1, 1, 0, 0, "a"))));
        violates(() -> logs.applied(N2, RANGE, List.of(write(1, 1, 0, 0, "b"))));
    }

    @Test
    void theCommittedChainIsUnbroken() {
        logs.applied(N1, RANGE, List.of(write(1, 1, 0, 0, "a")));

        violates(() -> logs.applied(N2, RANGE, List.of(write(1, 5, 1, 3, "b"))));
    }

    @Test
    void whatIsCommittedIsOnAMajorityOfDisks() {
        majorityHasIt = false;

        violates(() -> logs.applied(N1, RANGE, List.of(write(1, 1, 0, 0, "a"))));
    }

    @Test
    void whatIsCommittedIsNotCut() {
        LogRecord committed = write(1, 1, 0, 0, "a");
        LogRecord pending = write(1, 2, 1, 1, "b");
        logs.applied(N1, RANGE, List.of(committed));

        holds(() -> logs.cut(N2, RANGE, List.of(pending)));
        violates(() -> logs.cut(N2, RANGE, List.of(committed, pending)));
    }

    @Test
    void nothingNewIsAddedBelowAClosedNumber() {
        LogRecord old = write(1, 4, 0, 0, "a");
        logs.appended(N1, RANGE, old);
        logs.closed(RANGE, 7);

        holds(() -> logs.appended(N2, RANGE, old));
        holds(() -> logs.appended(N1, RANGE, write(1, 8, 1, 4, "b")));
        violates(() -> logs.appended(N1, RANGE, write(1, 7, 1, 4, "c")));
    }

    private static LogRecord write(long epoch, long sequence, long previousEpoch, long previousSequence, String key) {
        return new LogRecord(
                new Position(epoch, sequence),
                new Position(previousEpoch, previousSequence),
                0,
                new LogRecord.Write(new RequestId(new ClientId(1, 1), sequence), new Operation.Delete(Key.utf8(key))));
    }

    private static void holds(Runnable event) {
        assertThatCode(event::run).doesNotThrowAnyException();
    }

    private static void violates(Runnable event) {
        assertThatThrownBy(event::run).isInstanceOf(Violation.class);
    }
}
