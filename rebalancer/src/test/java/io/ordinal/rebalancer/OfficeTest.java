package io.ordinal.rebalancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.CommandReply;
import io.ordinal.protocol.Marks;
import io.ordinal.rebalancer.RebalancerWorld.Machine;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Standing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who holds the office of rebalancer, and who takes it from whom. */
class OfficeTest {
    private final RebalancerWorld world = new RebalancerWorld(1, 3, "n1", "n2", "n3");

    @Test
    void aKilledRebalancerIsSucceededAndItsRangesFailOverWithinASecond() {
        world.pass(3_000);
        Machine holder = world.holder();
        holder.kill();
        world.pass(600);

        assertThat(world.map().reign().number()).isEqualTo(2);
        assertThat(world.ledBy(holder.name)).isZero();
    }

    @Test
    void aRebalancerCutFromAllOthersFailsNobodyOverAndLosesTheOffice() {
        world.pass(3_000);
        Machine n1 = world.holder();
        world.processes.values().stream().filter(other -> other != n1).forEach(other -> n1.cutFrom.add(other.name));
        world.pass(1_000);

        assertThat(world.holder()).isNotSameAs(n1);
        assertThat(world.ledBy(n1.name)).isZero();
        assertThat(n1.effects)
                .filteredOn(RebalancerEffect.Announce.class::isInstance)
                .noneMatch(effect -> ((RebalancerEffect.Announce) effect).what().contains("in place of"));
    }

    @Test
    void twoThatCannotReachEachOtherDoNotSnatchTheOfficeForEver() {
        world.pass(3_000);
        Machine n1 = world.holder();
        n1.cutFrom.add("n3");
        world.pass(30_000);

        assertThat(world.map().reign().number()).isLessThan(16);
    }

    @Test
    void whoHasJustComeBelievesInTheHolderUntilItCanHaveHeardFromIt() {
        world.pass(3_000);
        long reign = world.map().reign().number();
        Machine newcomer = world.join("n0");
        newcomer.cutFrom.addAll(List.of("n1", "n2", "n3"));
        world.pass(3_000);
        assertThat(world.map().reign().number()).isEqualTo(reign);

        newcomer.cutFrom.clear();
        world.pass(5_000);
        assertThat(world.map().reign().number()).isEqualTo(reign);
    }

    @Test
    void whoHasLeftGivesUpTheOfficeToWhoStays() {
        world.join("n4");
        world.pass(3_000);
        Machine leaver = world.holder();
        world.command(new ClusterCommand.Drain(leaver.member.node()));
        world.pass(20_000);

        assertThat(world.map().node(leaver.member.node()).orElseThrow().standing())
                .isEqualTo(Standing.LEFT);
        assertThat(world.holder()).isNotSameAs(leaver);
        long reign = world.map().reign().number();
        world.pass(10_000);
        assertThat(world.map().reign().number()).isEqualTo(reign);
    }

    @Test
    void whoLeavesStandsOnlyWhereNobodyElseIs() {
        RebalancerWorld single = new RebalancerWorld(1, 1, "n1", "n2", "n3");
        single.pass(3_000);
        Machine holder = single.holder();
        List<Machine> others = single.processes.values().stream()
                .filter(each -> each != holder)
                .toList();
        Machine leaver = others.get(0);
        Machine stayer = others.get(1);
        single.command(new ClusterCommand.Drain(leaver.member.node()));
        single.pass(5_000);
        holder.kill();
        holder.expire();
        single.pass(1_000);
        assertThat(stayer.inOffice()).isTrue();

        stayer.kill();
        stayer.expire();
        single.pass(1_000);
        assertThat(leaver.inOffice()).isTrue();
    }

    /** Its disk is another than the map has under its name: the others turn it away, and would report to it in vain. */
    @Test
    void whoIsTurnedAwayDoesNotStand() {
        world.pass(3_000);
        Machine stranger = world.process("n1");
        stranger.kill();
        stranger.expire();
        stranger.startWithOtherDisk();
        world.pass(3_000);
        Machine holder = world.holder();
        assertThat(holder).isNotSameAs(stranger);
        holder.kill();
        holder.expire();
        world.pass(2_000);

        assertThat(world.holder()).isNotSameAs(stranger).isNotSameAs(holder);
        assertThat(world.history).noneMatch(map -> map.reign().holder().equals(stranger.member));
    }

    @Test
    void whoStopsStillSaysThatItIsNotInOffice() {
        world.pass(3_000);
        Machine holder = world.holder();
        holder.tell(new RebalancerEvent.Stop());
        CommandReply reply = world.command(holder.name, new ClusterCommand.Drain(holder.member.node()));

        assertThat(reply.outcome()).isEqualTo(CommandReply.Outcome.NOT_IN_OFFICE);
    }

    @Test
    void withoutZooKeeperTheHolderSaysThatItIsNotInOfficeAndIsSucceeded() {
        world.pass(3_000);
        Machine n1 = world.holder();
        n1.disconnect();
        world.pass(1_000);

        assertThat(world.holder()).isNotSameAs(n1);
        n1.reconnect();
        world.pass(100);
        assertThat(n1.says(RebalancerEffect.OfficeLost.class)).isTrue();
    }

    @Test
    void aMapThatWentBackIsNotGovernedBy() {
        world.pass(1_000);
        ClusterMap old = world.map();
        world.process("n3").kill();
        world.pass(500);
        Machine n1 = world.process("n1");
        n1.marks = new Marks(world.zxid(), 0, 0, 0);
        world.put(old, 90);
        n1.kill();
        world.process("n2").kill();
        n1.start();
        world.pass(2_000);

        assertThat(n1.says(RebalancerEffect.WentBackInTime.class)).isTrue();
        assertThat(world.map()).isEqualTo(old);
    }

    @Test
    void anEmptyZooKeeperIsNoNewClusterToWhoRemembersOne() {
        RebalancerWorld wiped = new RebalancerWorld(1, 3, "n1");
        wiped.process("n1").marks = new Marks(500, 0, 0, 0);
        wiped.process("n1").start();
        wiped.join("n2").kill();
        wiped.join("n3").kill();
        wiped.pass(1_000);

        assertThat(wiped.stored).isNull();
        assertThat(wiped.process("n1").says(RebalancerEffect.WentBackInTime.class))
                .isTrue();
    }
}
