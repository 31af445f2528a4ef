package io.ordinal.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.Promised;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of a vote, one by one. */
class VoterTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final long LEASE = NodeTimes.DEFAULT.leaseNanos();

    private final List<NodeEffect> effects = new ArrayList<>();
    private final Turn turn = new Turn();
    private long tickets;
    private final DurableRange durable = new DurableRange(new RangeId(1));
    private final Voter voter =
            new Voter(durable, new NodeId("n3"), NodeTimes.DEFAULT, turn, 0, promised -> effects.clear());

    private void at(long nowNanos) {
        turn.begin(nowNanos, effects::add);
    }

    private long promisesTold() {
        return effects.stream()
                .filter(effect -> effect instanceof NodeEffect.Send send && send.message() instanceof Promised)
                .count();
    }

    private void promiseTo(NodeId leader, long epoch) {
        voter.ask(leader, epoch);
        turn.end(List.of());
        turn.appended(++tickets);
    }

    @Test
    void aPromiseIsToldOnlyWhenItIsOnDisk() {
        at(2 * LEASE);
        voter.ask(N1, 1);
        turn.end(List.of());
        assertThat(promisesTold()).isZero();
        turn.appended(++tickets);
        assertThat(promisesTold()).isOne();
    }

    @Test
    void noPromiseIsToldAndNoLeaseRenewedUntilALeaseTimeAfterTheStart() {
        at(LEASE - 1);
        promiseTo(N1, 1);
        voter.tick();
        assertThat(promisesTold()).isZero();
        assertThat(voter.renew(N1, 1)).isFalse();
        at(LEASE);
        voter.tick();
        assertThat(promisesTold()).isOne();
        assertThat(voter.renew(N1, 1)).isTrue();
    }

    @Test
    void noLeaseIsRenewedBelowAnEpochThatWasAskedFor() {
        at(2 * LEASE);
        promiseTo(N1, 1);
        assertThat(voter.renew(N1, 1)).isTrue();
        voter.ask(N2, 2);
        assertThat(voter.renew(N1, 1)).isFalse();
    }

    @Test
    void aPromiseIsOnDiskWhileALeaseRunsAndToldWhenThatIsOver() {
        at(2 * LEASE);
        promiseTo(N1, 1);
        assertThat(voter.renew(N1, 1)).isTrue();
        promiseTo(N2, 2);
        assertThat(durable.forcedPromise()).isEqualTo(2);
        voter.ask(N2, 2);
        at(3 * LEASE - 1);
        voter.tick();
        assertThat(promisesTold()).as("that to n1").isOne();
        at(3 * LEASE);
        voter.tick();
        assertThat(promisesTold()).isEqualTo(2);
    }

    @Test
    void aSuspectMemberPromisesNothingNorTellsAgainWhatItPromised() {
        at(2 * LEASE);
        promiseTo(N1, 3);
        assertThat(promisesTold()).isOne();
        durable.apply(new JournalRecord.Suspected(durable.range(), 4));
        voter.ask(N1, 3);
        promiseTo(N2, 5);
        assertThat(promisesTold()).isOne();
        assertThat(durable.promise()).isEqualTo(3);
    }

    @Test
    void anEpochThatWasForswornIsRefusedBelowAndToldToNobody() {
        at(2 * LEASE);
        voter.forswearBelow(3);
        turn.end(List.of());
        assertThat(voter.renew(N1, 3)).as("before the promise is on disk").isFalse();
        turn.appended(++tickets);
        assertThat(promisesTold()).isZero();
        assertThat(durable.promise()).isEqualTo(3);
        assertThat(voter.highestAsked()).isEqualTo(3);
    }

    @Test
    void aReleaseEndsTheLeaseOfItsEpochOnly() {
        at(2 * LEASE);
        promiseTo(N1, 3);
        assertThat(voter.renew(N1, 3)).isTrue();
        promiseTo(N2, 4);
        voter.released(2);
        assertThat(promisesTold()).as("that to n1").isOne();
        voter.released(3);
        assertThat(promisesTold()).isEqualTo(2);
    }
}
