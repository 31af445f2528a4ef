package io.ordinal.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.client.ClientEffect.Send;
import io.ordinal.client.Story.Mailbox;
import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ReadReply;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.RequestId;
import io.ordinal.protocol.WriteReply;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Compare-and-set writes over a network that delays, loses and reorders their attempts and answers, to a range that
 * keeps retry records as the design says. No write is applied twice, and no outcome is a lie.
 */
class WriteFatesTest {
    /** A range of one key, with the rule of retry records: what is logged is remembered until it is evicted. */
    private static final class Range {
        private final Map<RequestId, WriteReply> records = new LinkedHashMap<>();
        private final Map<RequestId, List<Long>> appliedAs = new HashMap<>();
        private long sequence = 1_000;
        private long version;
        private long floor;

        ClientReply handle(WriteRequest request) {
            WriteReply known = records.get(request.request());
            if (known != null) {
                return known;
            }
            if (request.bornAfter() < floor) {
                return new NotServed(NotServed.Reason.BORN_TOO_LONG_AGO, 1, 0, "forgotten up to #" + floor);
            }
            boolean holds = request.condition() instanceof Condition.VersionIs is
                    ? is.sequence() == version
                    : request.condition() instanceof Condition.None || version == 0;
            if (!holds && request.attempt() == 1) {
                return new WriteReply.Rejected(version);
            }
            sequence++;
            WriteReply reply = holds ? new WriteReply.Applied(sequence) : new WriteReply.Rejected(version);
            if (holds) {
                version = sequence;
                appliedAs
                        .computeIfAbsent(request.request(), id -> new ArrayList<>())
                        .add(sequence);
            }
            records.put(request.request(), reply);
            return reply;
        }

        /** Makes conditions hold that did not. */
        void deletedBySomebodyElse() {
            sequence++;
            version = 0;
        }

        /** Forgets everything so far; whatever was born before may have been in it. */
        void evict() {
            records.clear();
            floor = sequence;
        }

        List<Long> numbersOf(RequestId request) {
            return appliedAs.getOrDefault(request, List.of());
        }
    }

    private Range range = new Range();
    private final List<Send> inFlight = new ArrayList<>();
    private final List<Runnable> answersOnTheirWay = new ArrayList<>();
    private final Map<String, RequestId> requests = new HashMap<>();
    private Story story = Story.begin();

    @Property(tries = 400)
    void no_write_is_applied_twice_and_no_outcome_is_a_lie(@ForAll Random random) {
        story = Story.begin();
        range = new Range();
        inFlight.clear();
        answersOnTheirWay.clear();
        requests.clear();
        Map<String, Mailbox<WriteOutcome>> mailboxes = new LinkedHashMap<>();
        for (int round = 0; round < 80; round++) {
            if (round % 4 == 0) {
                String value = "v" + round;
                Write write = Write.put(Key.utf8("k"), Bytes.utf8(value)).onlyIf(condition(random));
                mailboxes.put(value, story.write(write, Duration.ofMillis(500 + random.nextInt(4_000))));
            }
            takeWhatWasSent();
            for (int i = random.nextInt(4); i > 0; i--) {
                somethingHappens(random);
            }
            story.pass(Duration.ofMillis(random.nextInt(400)));
        }
        story.pass(Duration.ofSeconds(6));
        Map<String, WriteOutcome> outcomes = new LinkedHashMap<>();
        mailboxes.forEach((value, mailbox) -> outcomes.put(value, mailbox.outcome()));
        lateArrivals(random);

        outcomes.forEach((value, outcome) -> {
            RequestId request = requests.get(value);
            List<Long> numbers = request == null ? List.of() : range.numbersOf(request);
            assertThat(numbers).as("%s ended as %s", value, outcome).hasSizeLessThanOrEqualTo(1);
            if (outcome instanceof WriteOutcome.Applied applied) {
                assertThat(numbers).containsExactly(applied.sequence());
            } else if (!(outcome instanceof WriteOutcome.Unknown)) {
                assertThat(numbers).as("%s ended as %s", value, outcome).isEmpty();
            }
        });
    }

    private void somethingHappens(Random random) {
        switch (random.nextInt(24)) {
            case 0 -> range.evict();
            case 1, 2, 3, 4, 5 -> range.deletedBySomebodyElse();
            case 6, 7 -> story.get("k", ReadMode.ANY);
            default -> {}
        }
        if (!answersOnTheirWay.isEmpty() && random.nextBoolean()) {
            answersOnTheirWay.remove(random.nextInt(answersOnTheirWay.size())).run();
        } else if (!inFlight.isEmpty()) {
            Send send = inFlight.get(random.nextInt(inFlight.size()));
            switch (random.nextInt(6)) {
                case 0 -> story.lose(send);
                case 1 -> {
                    inFlight.remove(send);
                    story.lose(send);
                }
                case 2 -> {
                    inFlight.remove(send);
                    story.neverSend(send);
                }
                case 3 -> {
                    inFlight.remove(send);
                    story.refuse(send, NotServed.Reason.TAKING_OVER);
                }
                case 4 -> {
                    arrive(send);
                    if (random.nextInt(4) == 0) {
                        answersOnTheirWay.add(() -> story.answer(send, new WriteReply.Unknown("the epoch ended")));
                    }
                }
                default -> arrive(send);
            }
        }
        takeWhatWasSent();
    }

    private void arrive(Send send) {
        inFlight.remove(send);
        ClientReply reply = send.request() instanceof ReadRequest
                ? new ReadReply(null, range.sequence)
                : range.handle(Story.request(send, WriteRequest.class));
        answersOnTheirWay.add(() -> story.answer(send, reply));
    }

    /** Attempts that were given up long ago reach the range after all: their writes' outcomes must still be true. */
    private void lateArrivals(Random random) {
        takeWhatWasSent();
        while (!inFlight.isEmpty()) {
            arrive(inFlight.get(random.nextInt(inFlight.size())));
        }
    }

    private void takeWhatWasSent() {
        for (Send send : story.takeSent()) {
            inFlight.add(send);
            if (send.request() instanceof WriteRequest write && write.operation() instanceof Operation.Put put) {
                requests.put(put.value().toUtf8(), write.request());
            }
        }
    }

    private Condition condition(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Condition.NONE;
            case 1 -> new Condition.VersionIs(range.version);
            default -> Condition.ABSENT;
        };
    }
}
