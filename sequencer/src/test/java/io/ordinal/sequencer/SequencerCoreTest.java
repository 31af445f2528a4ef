package io.ordinal.sequencer;

import static io.ordinal.sequencer.SequencerWorld.BLOCK;
import static io.ordinal.sequencer.SequencerWorld.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.Grant;
import io.ordinal.protocol.GrantRefused;
import io.ordinal.protocol.GrantRefused.Reason;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.SequencerMessage;
import io.ordinal.ring.NodeId;
import io.ordinal.sequencer.SequencerWorld.Fate;
import io.ordinal.sequencer.SequencerWorld.Machine;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SequencerCoreTest {
    private final SequencerWorld world = new SequencerWorld(1, "n1", "n2", "n3");

    @Test
    void theFirstNumberOfANewClusterIsOne() {
        world.pass(100);

        Grant grant = granted(world.process("n1").askNow(3));

        assertThat(grant.term()).isEqualTo(1);
        assertThat(grant.first()).isEqualTo(1);
        assertThat(grant.count()).isEqualTo(3);
        assertThat(grant.highestIssued()).isEqualTo(3);
        assertThat(granted(world.process("n1").askNow(1)).first()).isEqualTo(4);
    }

    @Test
    void anEmptyRequestLearnsTheHighestNumberIssued() {
        world.pass(100);
        world.process("n1").askNow(5);

        Grant answer = granted(world.process("n1").askNow(0));

        assertThat(answer.count()).isZero();
        assertThat(answer.highestIssued()).isEqualTo(5);
    }

    @Test
    void onlyTheHolderIssues() {
        world.pass(100);

        assertThat(refused(world.process("n2").askNow(1)).reason()).isEqualTo(Reason.NOT_IN_OFFICE);
        assertThat(refused(world.process("n2").askNow(1)).term()).isEqualTo(1);
    }

    @Test
    void aKilledHolderIsSucceededAboveItsCeilingWithinASecond() {
        world.pass(100);
        world.process("n1").askNow(10);
        long killedMillis = world.nowMillis();
        world.process("n1").kill();

        Grant grant = firstGrant("n2");

        assertThat(world.nowMillis() - killedMillis).isLessThan(1_000);
        assertThat(grant.term()).isEqualTo(2);
        assertThat(grant.first()).isEqualTo(BLOCK + 1);
    }

    @Test
    void aSuccessorWaitsOutItsPredecessorsLeaseAndGrants() {
        world.pass(100);
        world.process("n1").kill();
        Machine n2 = world.process("n2");
        while (!n2.says(SequencerEffect.OfficeTaken.class)) {
            world.pass(5);
        }
        long takenNanos = world.nowNanos();

        assertThat(refused(n2.askNow(1)).reason()).isEqualTo(Reason.WAITING_FOR_PREDECESSOR);
        firstGrant("n2");
        long waitedNanos = world.nowNanos() - takenNanos;

        assertThat(waitedNanos).isGreaterThanOrEqualTo(world.times.successionWaitNanos());
        assertThat(waitedNanos).isLessThan(world.times.successionWaitNanos() + 20 * MILLI);
    }

    @Test
    void aHolderThatWasPausedLongerThanItsLeaseIssuesNothingOnWaking() {
        world.pass(100);
        Machine n1 = world.process("n1");
        n1.suspects = false;
        n1.ask("n9", 1, Marks.NONE, answer -> assertThat(answer).isInstanceOf(GrantRefused.class));
        n1.pause();
        world.pass(2_000);
        assertThat(granted(world.process("n2").askNow(1)).term()).isEqualTo(2);
        int issued = world.issued.size();

        n1.resume();
        world.pass(5);

        assertThat(n1.effects)
                .filteredOn(SequencerEffect.Send.class::isInstance)
                .singleElement()
                .isEqualTo(new SequencerEffect.Send(new NodeId("n9"), new GrantRefused(1, Reason.LEASE_EXPIRED, 1)));
        assertThat(world.issued).hasSize(issued);
        world.pass(100);
        assertThat(refused(n1.askNow(1)).reason()).isEqualTo(Reason.NOT_IN_OFFICE);
    }

    @Test
    void aLeaseCountsFromTheSendingOfTheWriteNotFromItsAnswer() {
        Machine n1 = world.process("n1");
        world.pass(1_000);
        n1.fate = Fate.ANSWERED_LATE;
        int writes = countOf(n1, SequencerEffect.WriteRecord.class);
        while (countOf(n1, SequencerEffect.WriteRecord.class) == writes) {
            world.pass(5);
        }
        long sentMillis = world.nowMillis();
        n1.fate = Fate.ANSWERED_LATE;
        world.pass(310);
        assertThat(n1.askNow(1)).isInstanceOf(Grant.class);
        while (world.nowMillis() - sentMillis < 370) {
            SequencerMessage answer = n1.askNow(1);
            if (world.nowMillis() - sentMillis > 360) {
                assertThat(refused(answer).reason()).isEqualTo(Reason.LEASE_EXPIRED);
            }
        }
    }

    @Test
    void numbersAreReservedBeforeTheyRunOut() {
        Machine n1 = world.process("n1");
        world.pass(100);
        for (int i = 0; i < 50; i++) {
            Grant grant = granted(n1.askNow(300));
            assertThat(grant.count()).isEqualTo(300);
            assertThat(grant.highestIssued())
                    .isLessThanOrEqualTo(world.stored.record().ceiling());
        }
    }

    @Test
    void numbersAreIssuedOnlyUpToTheCeilingThatIsKnownToBeWritten() {
        Machine n1 = world.process("n1");
        world.pass(1_000);
        world.pass(110);
        n1.fate = Fate.ANSWERED_LATE;
        assertThat(granted(n1.askNow(600)).count()).isEqualTo(600);
        world.pass(10);
        assertThat(world.stored.record().ceiling()).isGreaterThan(BLOCK);

        assertThat(granted(n1.askNow(600)).highestIssued()).isEqualTo(BLOCK);
        assertThat(refused(n1.askNow(1)).reason()).isEqualTo(Reason.OUT_OF_NUMBERS);
    }

    @Test
    void theWaitIsThePredecessorsLeaseAndTheGrantMarginStretched() {
        assertThat(SequencerTimes.DEFAULT.successionWaitNanos()).isBetween(454_499_999L, 454_500_001L);
    }

    @Test
    void whenNumbersRunOutTheRestIsRefusedUntilMoreAreReserved() {
        Machine n1 = world.process("n1");
        world.pass(100);

        assertThat(granted(n1.askNow(5_000)).count()).isEqualTo((int) BLOCK);
        world.pass(20);
        assertThat(granted(n1.askNow(1)).first()).isEqualTo(BLOCK + 1);
    }

    @Test
    void aRenewalWithUnknownOutcomeEndsTheTerm() {
        Machine n1 = world.process("n1");
        world.pass(100);
        n1.fate = Fate.DONE_UNKNOWN;
        world.pass(150);

        assertThat(n1.says(SequencerEffect.OfficeLost.class)).isTrue();
        assertThat(firstGrant("n1").term()).isEqualTo(2);
        assertThat(world.issued.get(0).first()).isGreaterThan(BLOCK);
    }

    @Test
    void aTakeoverWhoseAnswerWasLostIsFoundByItsOwner() {
        world.pass(100);
        world.process("n2").fate = Fate.DONE_UNKNOWN;
        world.process("n1").kill();

        assertThat(firstGrant("n2").term()).isEqualTo(2);
    }

    @Test
    void aTakeoverThatIsNotThereIsTriedAgainWithTheSameVersion() {
        world.pass(100);
        world.process("n2").fate = Fate.LOST_UNKNOWN;
        world.process("n1").kill();

        assertThat(firstGrant("n2").term()).isEqualTo(2);
        List<SequencerEffect.WriteRecord> writes = world.process("n2").effects.stream()
                .filter(SequencerEffect.WriteRecord.class::isInstance)
                .map(SequencerEffect.WriteRecord.class::cast)
                .toList();
        assertThat(writes.get(1).next()).isEqualTo(writes.get(0).next());
        assertThat(writes.get(1).expectedStoreVersion()).isEqualTo(writes.get(0).expectedStoreVersion());
    }

    @Test
    void aTakeoverThatHappensAfterItWasNotThereTakesTheOfficeOnce() {
        world.pass(100);
        world.process("n2").fate = Fate.DONE_LATER_UNKNOWN;
        world.process("n1").kill();

        assertThat(firstGrant("n2").term()).isEqualTo(2);
        assertThat(world.process("n2").effects)
                .filteredOn(SequencerEffect.OfficeTaken.class::isInstance)
                .hasSize(1);
    }

    @Test
    void aCleanStopLeavesNoGapAndNoWait() {
        world.pass(100);
        world.process("n1").askNow(7);
        world.process("n1").tell(new SequencerEvent.StopCleanly());
        world.pass(60);

        assertThat(world.process("n1").says(SequencerEffect.Stopped.class)).isTrue();
        Grant grant = granted(world.process("n2").askNow(1));
        assertThat(grant.first()).isEqualTo(8);
        assertThat(grant.term()).isEqualTo(2);
    }

    @Test
    void aCleanStopWhoseOutcomeIsUnknownIsStillFinished() {
        world.pass(100);
        world.process("n1").askNow(7);
        world.process("n1").fate = Fate.LOST_UNKNOWN;
        world.process("n1").tell(new SequencerEvent.StopCleanly());
        world.pass(60);

        assertThat(granted(world.process("n2").askNow(1)).first()).isEqualTo(8);
    }

    @Test
    void whoStopsWhileWaitingForItsPredecessorDoesNotVouchForIt() {
        world.pass(100);
        world.process("n1").kill();
        Machine n2 = world.process("n2");
        while (!n2.says(SequencerEffect.OfficeTaken.class)) {
            world.pass(5);
        }
        n2.tell(new SequencerEvent.StopCleanly());
        world.pass(20);

        assertThat(n2.says(SequencerEffect.Stopped.class)).isTrue();
        assertThat(world.stored.record().stoppedCleanly()).isFalse();
    }

    @Test
    void aNodeThatHasSeenAHigherNumberEndsTheTermAndNothingIsIssuedAnyMore() {
        world.pass(100);
        Machine n1 = world.process("n1");

        SequencerMessage answer = n1.askNow(1, new Marks(0, 0, 1, 500));

        assertThat(refused(answer).reason()).isEqualTo(Reason.WENT_BACK_IN_TIME);
        assertThat(n1.says(SequencerEffect.WentBackInTime.class)).isTrue();
        assertThat(n1.says(SequencerEffect.OfficeLost.class)).isTrue();
    }

    @Test
    void aNodeThatHasSeenAHigherTermEndsTheTerm() {
        world.pass(100);
        Machine n1 = world.process("n1");

        assertThat(refused(n1.askNow(1, new Marks(0, 0, 9, 0))).reason()).isEqualTo(Reason.NOT_IN_OFFICE);
        world.pass(50);
        assertThat(refused(n1.askNow(1)).reason()).isEqualTo(Reason.WENT_BACK_IN_TIME);
    }

    @Test
    void aRestoredBackupIsNotReignedUponUntilAnOperatorLiftsIt() {
        world.pass(100);
        Machine n1 = world.process("n1");
        SequencerRecord backup = world.stored.record();
        n1.kill();
        world.process("n2").kill();
        world.process("n3").kill();
        world.restore(backup, 90);
        Machine n2 = world.process("n2");
        n2.marks = new Marks(0, 300, 5, 9_000);
        n2.start();
        world.pass(3_000);

        assertThat(n2.says(SequencerEffect.WentBackInTime.class)).isTrue();
        assertThat(n2.says(SequencerEffect.OfficeTaken.class)).isFalse();

        world.restore(new SequencerRecord(6, 10_000, new UUID(1, 1), backup.holder(), backup.address(), false), 91);
        world.pass(4_000);
        Grant grant = granted(n2.askNow(1));
        assertThat(grant.term()).isEqualTo(7);
        assertThat(grant.first()).isEqualTo(10_001);
    }

    @Test
    void anEmptyZooKeeperIsNoNewClusterToWhoRemembersOne() {
        SequencerWorld old = new SequencerWorld(2, "n1");
        old.process("n1").kill();
        old.process("n1").marks = new Marks(0, 300, 5, 9_000);
        old.process("n1").start();
        old.pass(1_000);

        assertThat(old.stored).isNull();
        assertThat(old.process("n1").says(SequencerEffect.WentBackInTime.class)).isTrue();
    }

    @Test
    void aHolderWithoutZooKeeperIssuesUntilItsLeaseEndsAndGoesOnAfterwards() {
        world.pass(100);
        Machine n1 = world.process("n1");
        world.processes.values().forEach(process -> process.suspects = false);
        n1.disconnect();
        assertThat(n1.askNow(1)).isInstanceOf(Grant.class);
        world.pass(500);
        assertThat(n1.askNow(1)).isInstanceOf(GrantRefused.class);

        n1.reconnect();
        assertThat(firstGrant("n1").term()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void aHolderThatRenewsIsNotChallengedOnOneShortSuspicion() {
        world.pass(1_000);
        world.process("n3").tell(new SequencerEvent.Suspected(1));
        world.pass(3_000);

        assertThat(world.stored.record().term()).isEqualTo(1);
    }

    @Test
    void aHolderThatRenewsButCannotBeReachedIsChallengedWithPatience() {
        world.pass(1_000);
        for (int i = 0; i < 100 && world.stored.record().term() == 1; i++) {
            world.process("n3").tell(new SequencerEvent.Suspected(1));
            world.pass(50);
        }

        assertThat(world.stored.record().holder()).isEqualTo(world.process("n3").member);
        assertThat(world.nowMillis()).isBetween(2_000L, 2_200L);
    }

    @Test
    void whoHasJustComeBelievesInTheHolderUntilItCanHaveReachedIt() {
        world.pass(1_000);
        Machine newcomer = world.process("n3");
        newcomer.kill();
        newcomer.start();
        for (int i = 0; i < 70; i++) {
            newcomer.tell(new SequencerEvent.Suspected(1));
            world.pass(50);
        }
        assertThat(world.stored.record().term()).isEqualTo(1);

        for (int i = 0; i < 70 && world.stored.record().term() == 1; i++) {
            newcomer.tell(new SequencerEvent.Suspected(1));
            world.pass(50);
        }
        assertThat(world.stored.record().holder()).isEqualTo(newcomer.member);
    }

    @Test
    void anAbsentHolderIsSucceededThoughNobodySuspectsIt() {
        world.pass(100);
        world.processes.values().forEach(process -> process.suspects = false);
        world.process("n1").kill();
        world.pass(1_000);
        assertThat(world.stored.record().term()).isEqualTo(1);

        world.process("n1").expire();
        assertThat(firstGrant("n2").term()).isEqualTo(2);
    }

    @Test
    void ofTwoCandidatesThatWriteAtOnceOneReigns() {
        world.times = new SequencerTimes(
                350 * MILLI, 100 * MILLI, 0.01, 110 * MILLI, 250 * MILLI, 500 * MILLI, 1_000 * MILLI, 0, 50 * MILLI);
        world.processes.values().forEach(Machine::start);
        world.pass(100);

        assertThat(world.processes.values().stream().filter(process -> process.says(SequencerEffect.OfficeTaken.class)))
                .hasSize(1);
        assertThat(granted(world.holder().askNow(1)).first()).isEqualTo(1);
    }

    private static int countOf(Machine process, Class<? extends SequencerEffect> kind) {
        return (int) process.effects.stream().filter(kind::isInstance).count();
    }

    /** Asks {@code name} until it grants. */
    private Grant firstGrant(String name) {
        for (int i = 0; i < 400; i++) {
            if (world.process(name).askNow(1) instanceof Grant grant) {
                return grant;
            }
        }
        throw new AssertionError(name + " issues nothing");
    }

    private static Grant granted(SequencerMessage answer) {
        assertThat(answer).isInstanceOf(Grant.class);
        return (Grant) answer;
    }

    private static GrantRefused refused(SequencerMessage answer) {
        assertThat(answer).isInstanceOf(GrantRefused.class);
        return (GrantRefused) answer;
    }
}
