package io.ordinal.rebalancer;

import static io.ordinal.rebalancer.RebalancerWorld.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.rebalancer.RebalancerWorld.Fate;
import io.ordinal.rebalancer.RebalancerWorld.Machine;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.RangeAssignment;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever dies, stalls or is lost: the maps form one chain of legal steps, and at the end everything is led again. */
class MapChainTest {
    @Property(tries = 30)
    void mapsFormOneChainOfLegalSteps(@ForAll long seed) {
        Random random = new Random(seed);
        RebalancerWorld world = new RebalancerWorld(seed, 3, "n1", "n2", "n3");
        for (int turn = 0; turn < 600; turn++) {
            if (random.nextInt(25) == 0) {
                disturb(world, random);
            }
            world.pass(10);
        }
        world.pass(3_500);
        world.processes.values().forEach(MapChainTest::heal);
        world.pass(4_000);

        for (int i = 1; i < world.history.size(); i++) {
            assertLegalStep(world.history.get(i - 1), world.history.get(i));
        }
        Set<UUID> ids = new HashSet<>();
        assertThat(world.history).allMatch(map -> ids.add(map.id()));
        Set<Member> all = new HashSet<>();
        world.processes.values().forEach(process -> all.add(process.member));
        assertThat(world.map().ranges()).allMatch(range -> all.contains(range.leader()));
        assertThat(world.processes.values())
                .noneMatch(process -> process.says(RebalancerEffect.FailStop.class))
                .noneMatch(process -> process.says(RebalancerEffect.WentBackInTime.class));
        assertReignsOfOneHolder(world);
    }

    private static void disturb(RebalancerWorld world, Random random) {
        List<Machine> all = List.copyOf(world.processes.values());
        Machine process = all.get(random.nextInt(all.size()));
        switch (random.nextInt(8)) {
            case 0 -> {
                process.kill();
                world.after((50 + random.nextInt(2_000)) * MILLI, process::start);
            }
            case 1 -> {
                process.kill();
                process.expire();
                world.after((50 + random.nextInt(2_000)) * MILLI, process::start);
            }
            case 2 -> {
                process.pause();
                world.after((50 + random.nextInt(1_500)) * MILLI, process::resume);
            }
            case 3 -> {
                process.disconnect();
                world.after((20 + random.nextInt(2_000)) * MILLI, process::reconnect);
            }
            case 4 -> {
                process.cutFrom.add(all.get(random.nextInt(all.size())).name);
                world.after((50 + random.nextInt(2_000)) * MILLI, process.cutFrom::clear);
            }
            case 5 -> process.fate = Fate.DONE_UNKNOWN;
            case 6 -> process.fate = Fate.LOST_UNKNOWN;
            default -> process.fate = Fate.DONE_LATER_UNKNOWN;
        }
    }

    private static void heal(Machine process) {
        process.cutFrom.clear();
        process.resume();
        process.kill();
        process.start();
    }

    private static void assertLegalStep(ClusterMap before, ClusterMap after) {
        assertThat(after.version()).isEqualTo(before.version() + 1);
        assertThat(after.parentId()).isEqualTo(before.id());
        assertThat(after.cluster()).isEqualTo(before.cluster());
        assertThat(after.reign().number())
                .isBetween(before.reign().number(), before.reign().number() + 1);
        assertThat(after.reign().equals(before.reign()))
                .isEqualTo(after.reign().number() == before.reign().number());
        assertThat(after.nodes()).containsAll(before.nodes());
        for (int i = 0; i < before.ranges().size(); i++) {
            RangeAssignment was = before.ranges().get(i);
            RangeAssignment is = after.ranges().get(i);
            assertThat(is.members()).isEqualTo(was.members());
            if (!is.leaderIfAny().equals(was.leaderIfAny())) {
                assertThat(is.epoch()).isEqualTo(was.epoch() + 1);
            }
            assertThat(is.epoch()).isBetween(was.epoch(), was.epoch() + 1);
        }
    }

    private static void assertReignsOfOneHolder(RebalancerWorld world) {
        for (Machine process : world.processes.values()) {
            for (RebalancerEffect effect : process.effects) {
                if (effect instanceof RebalancerEffect.OfficeTaken taken) {
                    assertThat(world.history)
                            .filteredOn(map -> map.reign().number() == taken.reign())
                            .isNotEmpty()
                            .allMatch(map -> map.reign().holder().equals(process.member));
                }
            }
        }
    }
}
