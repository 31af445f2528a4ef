package io.ordinal.sequencer;

import io.ordinal.protocol.Grant;
import io.ordinal.protocol.GrantRefused;
import io.ordinal.protocol.GrantRequest;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.SequencerMessage;
import io.ordinal.ring.Address;
import io.ordinal.ring.CasOutcome;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Candidates around one record in virtual time, with everything that can go wrong with them. */
final class SequencerWorld {
    static final long MILLI = 1_000_000;
    static final long BLOCK = 1_000;

    /** What happens to a process's next conditional write. */
    enum Fate {
        ANSWERED,
        ANSWERED_LATE,
        DONE_UNKNOWN,
        LOST_UNKNOWN,
        DONE_LATER_UNKNOWN
    }

    private record Due(long atNanos, long order, Runnable what) {}

    private final PriorityQueue<Due> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::order));
    private long order;
    private long nowNanos;

    @Nullable
    StoredSequencerRecord stored;

    private int storeVersion = -1;
    long zxid = 100;
    final TreeMap<String, Machine> processes = new TreeMap<>();
    final List<Grant> issued = new ArrayList<>();
    final Random random;
    boolean slowMessages;
    SequencerTimes times = SequencerTimes.DEFAULT;

    SequencerWorld(long seed, String... names) {
        random = new Random(seed);
        for (String name : names) {
            processes.put(name, new Machine(name));
        }
        processes.values().forEach(Machine::start);
        membersChanged();
    }

    Machine process(String name) {
        return processes.get(name);
    }

    Machine holder() {
        return processes.get(stored.record().holder().node().name());
    }

    long nowMillis() {
        return nowNanos / MILLI;
    }

    long nowNanos() {
        return nowNanos;
    }

    void after(long nanos, Runnable what) {
        agenda.add(new Due(nowNanos + nanos, order++, what));
    }

    /** Lets virtual time pass, in ticks of 5 ms. */
    void pass(long millis) {
        long end = nowNanos + millis * MILLI;
        while (nowNanos < end) {
            long next = Math.min(end, (nowNanos / (5 * MILLI) + 1) * 5 * MILLI);
            while (!agenda.isEmpty() && agenda.peek().atNanos() <= next) {
                Due due = agenda.poll();
                nowNanos = Math.max(nowNanos, due.atNanos());
                due.what().run();
            }
            nowNanos = next;
            processes.values().forEach(Machine::turn);
        }
    }

    void membersChanged() {
        List<Registration> present = processes.values().stream()
                .filter(process -> process.registered)
                .map(process -> new Registration(process.member, 1, process.address, "", 1, "test"))
                .toList();
        processes.values().forEach(process -> process.tell(new SequencerEvent.MembersSeen(present)));
    }

    /** ZooKeeper takes a write. */
    private CasOutcome write(@Nullable Integer expected, SequencerRecord next) {
        boolean matches = expected == null ? stored == null : stored != null && expected == storeVersion;
        if (!matches) {
            return CasOutcome.CONFLICT;
        }
        storeVersion++;
        zxid++;
        StoredSequencerRecord now = new StoredSequencerRecord(next, storeVersion, zxid);
        stored = now;
        processes
                .values()
                .forEach(process -> after(watchDelayNanos(), () -> {
                    if (process.connected) {
                        process.tell(new SequencerEvent.RecordSeen(now));
                    }
                }));
        return CasOutcome.WRITTEN;
    }

    /** An operator, or a backup, puts another record. */
    void restore(SequencerRecord record, long newZxid) {
        storeVersion++;
        zxid = newZxid;
        stored = new StoredSequencerRecord(record, storeVersion, zxid);
    }

    /** Mostly short; now and then longer than a requester waits, where a test allows it. */
    private long messageDelayNanos() {
        boolean slow = slowMessages && random.nextInt(20) == 0;
        return (1 + random.nextInt(slow ? 120 : 3)) * MILLI;
    }

    private long watchDelayNanos() {
        return (1 + random.nextInt(5)) * MILLI;
    }

    /** One process: a candidate with an inbox, a clock of its own, and a life. */
    final class Machine {
        final String name;
        final Member member;
        final Address address;
        SequencerCore core;
        final List<SequencerEffect> effects = new ArrayList<>();
        private final List<SequencerEvent> inbox = new ArrayList<>();
        boolean alive;
        boolean paused;
        long notRunningSinceNanos;
        boolean connected;
        boolean registered = true;
        boolean suspects = true;
        Marks marks = Marks.NONE;
        double clockRate = 1;
        Fate fate = Fate.ANSWERED;
        private int life;
        private final TreeMap<Long, Consumer<SequencerMessage>> waiting = new TreeMap<>();

        Machine(String name) {
            this.name = name;
            this.member = new Member(new NodeId(name), new DiskId(new UUID(7, name.hashCode())));
            this.address = new Address("127.0.0.1", 7000 + name.hashCode() % 100);
        }

        void start() {
            life++;
            alive = true;
            paused = false;
            core = new SequencerCore(member, address, BLOCK, times, new Random(random.nextLong()));
            inbox.clear();
            connected = true;
            registered = true;
            tell(new SequencerEvent.MarksSeen(marks));
            tell(new SequencerEvent.ZooKeeperConnected());
            membersChanged();
        }

        void kill() {
            alive = false;
            notRunningSinceNanos = nowNanos;
            inbox.clear();
        }

        /** The session of a killed process is over. */
        void expire() {
            registered = false;
            membersChanged();
        }

        void pause() {
            paused = true;
            notRunningSinceNanos = nowNanos;
        }

        void resume() {
            paused = false;
        }

        void disconnect() {
            connected = false;
            notRunningSinceNanos = nowNanos;
            tell(new SequencerEvent.ZooKeeperSuspended());
        }

        void reconnect() {
            connected = true;
            tell(new SequencerEvent.ZooKeeperConnected());
            if (stored != null) {
                tell(new SequencerEvent.RecordSeen(stored));
            }
        }

        void tell(SequencerEvent event) {
            if (alive) {
                inbox.add(event);
            }
        }

        private boolean runs() {
            return alive && !paused;
        }

        long clock() {
            return (long) (nowNanos * clockRate);
        }

        private void turn() {
            if (!runs()) {
                return;
            }
            watchHolder();
            List<SequencerEvent> events = List.copyOf(inbox);
            inbox.clear();
            events.forEach(event -> core.step(event, clock(), this::perform));
            core.tick(clock(), this::perform);
        }

        /** What this process's node does: it suspects a holder that refuses, and one that is silent for 300 ms. */
        private void watchHolder() {
            StoredSequencerRecord current = stored;
            if (current == null || !suspects) {
                return;
            }
            Machine holder = holder();
            boolean refuses = !holder.alive
                    || (!holder.connected && nowNanos - holder.notRunningSinceNanos >= times.leaseNanos());
            boolean silent = holder.paused && nowNanos - holder.notRunningSinceNanos >= 300 * MILLI;
            if (refuses || silent) {
                inbox.add(new SequencerEvent.Suspected(current.record().term()));
            }
        }

        private void perform(SequencerEffect effect) {
            effects.add(effect);
            if (effect instanceof SequencerEffect.WriteRecord write) {
                startWrite(write.ticket(), write.expectedStoreVersion(), write.next());
            } else if (effect instanceof SequencerEffect.CreateRecord create) {
                startWrite(create.ticket(), null, create.first());
            } else if (effect instanceof SequencerEffect.ReadBack read) {
                int mine = life;
                after(2 * MILLI, () -> {
                    StoredSequencerRecord found = stored;
                    boolean failed = !connected;
                    after(2 * MILLI, () -> {
                        if (mine == life) {
                            tell(new SequencerEvent.RecordReadBack(read.ticket(), failed ? null : found, failed));
                        }
                    });
                });
            } else if (effect instanceof SequencerEffect.Send send) {
                if (send.message() instanceof Grant grant && grant.count() > 0) {
                    issued.add(grant);
                }
                long request = send.message() instanceof Grant grant
                        ? grant.request()
                        : ((GrantRefused) send.message()).request();
                Consumer<SequencerMessage> asker = waiting.remove(request);
                if (asker != null) {
                    after(messageDelayNanos(), () -> asker.accept(send.message()));
                }
            }
        }

        private void startWrite(long ticket, @Nullable Integer expected, SequencerRecord next) {
            int mine = life;
            Fate its = connected ? fate : Fate.LOST_UNKNOWN;
            fate = Fate.ANSWERED;
            Consumer<CasOutcome> answer = outcome -> after(2 * MILLI, () -> {
                if (mine == life) {
                    tell(new SequencerEvent.RecordWriteEnded(ticket, outcome));
                }
            });
            switch (its) {
                case ANSWERED ->
                    after(2 * MILLI, () -> {
                        CasOutcome outcome = write(expected, next);
                        answer.accept(connected ? outcome : CasOutcome.UNKNOWN);
                    });
                case ANSWERED_LATE ->
                    after(2 * MILLI, () -> {
                        CasOutcome outcome = write(expected, next);
                        after(300 * MILLI, () -> answer.accept(outcome));
                    });
                case DONE_UNKNOWN ->
                    after(2 * MILLI, () -> {
                        write(expected, next);
                        answer.accept(CasOutcome.UNKNOWN);
                    });
                case LOST_UNKNOWN -> answer.accept(CasOutcome.UNKNOWN);
                case DONE_LATER_UNKNOWN -> {
                    answer.accept(CasOutcome.UNKNOWN);
                    after((5 + random.nextInt(40)) * MILLI, () -> write(expected, next));
                }
            }
        }

        /** Sends a request to this process; the answer arrives in virtual time, or never. */
        void ask(String from, int count, Marks asked, Consumer<SequencerMessage> answer) {
            long request = ++requests;
            waiting.put(request, answer);
            after(
                    messageDelayNanos(),
                    () -> tell(new SequencerEvent.Received(new NodeId(from), new GrantRequest(request, count, asked))));
        }

        /** Asks, and lets time pass until the answer is there. */
        SequencerMessage askNow(int count) {
            return askNow(count, Marks.NONE);
        }

        SequencerMessage askNow(int count, Marks asked) {
            List<SequencerMessage> answers = new ArrayList<>();
            ask("n9", count, asked, answers::add);
            for (int i = 0; i < 10 && answers.isEmpty(); i++) {
                pass(5);
            }
            return answers.get(0);
        }

        boolean says(Class<? extends SequencerEffect> kind) {
            return effects.stream().anyMatch(kind::isInstance);
        }
    }

    private long requests;
}
