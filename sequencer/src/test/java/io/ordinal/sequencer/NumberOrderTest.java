package io.ordinal.sequencer;

import static io.ordinal.sequencer.SequencerWorld.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.Grant;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.SequencerMessage;
import io.ordinal.sequencer.SequencerWorld.Fate;
import io.ordinal.sequencer.SequencerWorld.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever dies, stalls or is lost: no number twice, none out of order, and afterwards numbers flow again. */
class NumberOrderTest {
    @Property(tries = 100)
    void numbersAreUniqueAndAgreeWithRealTime(@ForAll long seed) {
        Random random = new Random(seed);
        SequencerWorld world = new SequencerWorld(seed, "n1", "n2", "n3");
        world.slowMessages = true;
        world.process("n2").clockRate = 1.004;
        world.process("n3").clockRate = 0.996;
        List<Requester> requesters = new ArrayList<>();
        Accepted accepted = new Accepted();
        for (int i = 0; i < 3; i++) {
            requesters.add(new Requester("c" + i, world, accepted, 0.996 + 0.004 * i, random));
        }
        for (int turn = 0; turn < 1_500; turn++) {
            if (random.nextInt(40) == 0) {
                disturb(world, random);
            }
            requesters.forEach(Requester::turn);
            world.pass(5);
        }
        world.processes.values().forEach(NumberOrderTest::heal);
        world.pass(3_000);
        int before = accepted.count;
        for (int turn = 0; turn < 400; turn++) {
            requesters.forEach(Requester::turn);
            world.pass(5);
        }

        assertNoNumberTwice(world.issued);
        assertThat(accepted.count).as("numbers flow again").isGreaterThan(before);
        assertThat(world.processes.values())
                .noneMatch(process -> process.says(SequencerEffect.FailStop.class))
                .noneMatch(process -> process.says(SequencerEffect.WentBackInTime.class));
    }

    private static void disturb(SequencerWorld world, Random random) {
        List<Machine> all = List.copyOf(world.processes.values());
        Machine process =
                random.nextInt(3) > 0 && world.stored != null ? world.holder() : all.get(random.nextInt(all.size()));
        switch (random.nextInt(10)) {
            case 0 -> {
                process.kill();
                world.after((50 + random.nextInt(2_000)) * MILLI, process::start);
            }
            case 1 -> {
                process.pause();
                world.after((50 + random.nextInt(1_500)) * MILLI, process::resume);
            }
            case 2 -> {
                process.disconnect();
                world.after((20 + random.nextInt(3_000)) * MILLI, process::reconnect);
            }
            case 3 -> {
                process.tell(new SequencerEvent.StopCleanly());
                world.after((20 + random.nextInt(500)) * MILLI, process::start);
            }
            case 4 -> process.fate = Fate.DONE_UNKNOWN;
            case 5 -> process.fate = Fate.LOST_UNKNOWN;
            case 6 -> process.fate = Fate.DONE_LATER_UNKNOWN;
            case 7 -> process.fate = Fate.ANSWERED_LATE;
            case 8 -> {
                if (world.stored != null) {
                    for (int i = 0; i < 30; i++) {
                        long term = world.stored.record().term();
                        world.after(i * 50L * MILLI, () -> process.tell(new SequencerEvent.Suspected(term)));
                    }
                }
            }
            default -> {
                process.kill();
                process.expire();
                world.after((50 + random.nextInt(2_000)) * MILLI, process::start);
            }
        }
    }

    private static void heal(Machine process) {
        process.resume();
        process.kill();
        process.start();
    }

    private static void assertNoNumberTwice(List<Grant> issued) {
        TreeMap<Long, Grant> byFirst = new TreeMap<>();
        for (Grant grant : issued) {
            assertThat(byFirst.put(grant.first(), grant)).as("grant %s", grant).isNull();
        }
        long last = 0;
        for (Grant grant : byFirst.values()) {
            assertThat(grant.first()).as("grant %s", grant).isGreaterThan(last);
            last = grant.first() + grant.count() - 1;
        }
    }

    /** The highest number that any requester holds by now. */
    private static final class Accepted {
        long highest;
        int count;
    }

    /** A node: one request in flight, late grants and old terms dropped, by a clock of its own. */
    private static final class Requester {
        private final String name;
        private final SequencerWorld world;
        private final Accepted accepted;
        private final double clockRate;
        private final Random random;
        private Marks marks = Marks.NONE;
        private long asked;
        private long sentNanos;
        private boolean inFlight;

        Requester(String name, SequencerWorld world, Accepted accepted, double clockRate, Random random) {
            this.name = name;
            this.world = world;
            this.accepted = accepted;
            this.clockRate = clockRate;
            this.random = random;
        }

        private long clock() {
            return (long) (world.nowNanos() * clockRate);
        }

        void turn() {
            if (world.stored == null || (inFlight && clock() - sentNanos <= 200 * MILLI)) {
                return;
            }
            inFlight = true;
            sentNanos = clock();
            long request = ++asked;
            long heldByThen = accepted.highest;
            // Mostly the holder that the record names, now and then one that may believe to be it.
            List<Machine> all = List.copyOf(world.processes.values());
            Machine to = random.nextInt(4) > 0 ? world.holder() : all.get(random.nextInt(all.size()));
            to.ask(name, 1 + random.nextInt(20), marks, answer -> answered(request, heldByThen, answer));
        }

        private void answered(long request, long heldByThen, SequencerMessage answer) {
            if (request != asked) {
                return;
            }
            inFlight = false;
            boolean late = clock() - sentNanos > world.times.grantMarginNanos();
            if (!(answer instanceof Grant grant) || late || grant.term() < marks.term()) {
                return;
            }
            marks = marks.max(new Marks(0, 0, grant.term(), grant.highestIssued()));
            assertThat(grant.first())
                    .as("%s asked after #%d was held, and got %s", name, heldByThen, grant)
                    .isGreaterThan(heldByThen);
            accepted.highest = Math.max(accepted.highest, grant.first() + grant.count() - 1);
            accepted.count += grant.count();
        }
    }
}
