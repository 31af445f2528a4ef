package io.ordinal.protocol;

import io.ordinal.ring.Address;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Key;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Reign;
import io.ordinal.ring.RingPlan;
import io.ordinal.ring.TokenRange;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes random values of any message from the declaration of its record, so that a field added to a message is tested
 * before anybody thinks of it.
 */
final class RandomValues {
    private final Random random;

    RandomValues(long seed) {
        this.random = new Random(seed);
    }

    <T> T of(Class<T> type) {
        return type.cast(make(type, type));
    }

    private Object make(Class<?> type, Type generic) {
        if (type == long.class) {
            return number();
        } else if (type == int.class) {
            return random.nextInt(10_001);
        } else if (type == boolean.class) {
            return random.nextBoolean();
        } else if (type == String.class) {
            return text();
        } else if (type == Bytes.class) {
            return bytes(0, 100);
        } else if (type == Key.class) {
            return Key.of(bytes(1, 60));
        } else if (type == UUID.class) {
            return uuid();
        } else if (type == NodeId.class) {
            return new NodeId("n" + random.nextInt(100));
        } else if (type == Address.class) {
            return new Address("host-" + random.nextInt(10), 1 + random.nextInt(65_535));
        } else if (type == TokenRange.class) {
            return new TokenRange(random.nextLong(), random.nextLong());
        } else if (type == EntryRun.class) {
            return entryRun();
        } else if (type == LogRecord.class) {
            return logRecord();
        } else if (type == ClusterMap.class) {
            return clusterMap();
        } else if (type == CommandReply.class) {
            return commandReply();
        } else if (type == List.class && generic instanceof ParameterizedType list) {
            return list(list.getActualTypeArguments()[0]);
        } else if (type.isEnum()) {
            Object[] constants = type.getEnumConstants();
            return constants[random.nextInt(constants.length)];
        } else if (type.isSealed()) {
            Class<?>[] subtypes = type.getPermittedSubclasses();
            Class<?> subtype = subtypes[random.nextInt(subtypes.length)];
            return make(subtype, subtype);
        } else if (type.isRecord()) {
            return record(type);
        }
        throw new AssertionError("no random value of " + type);
    }

    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            boolean nullable = components[i].getAnnotatedType().isAnnotationPresent(Nullable.class);
            values[i] = nullable && random.nextInt(3) == 0 ? null : make(types[i], components[i].getGenericType());
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot make a " + type, e);
        }
    }

    private List<Object> list(Type element) {
        List<Object> elements = new ArrayList<>();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            elements.add(make((Class<?>) element, element));
        }
        return elements;
    }

    private EntryRun entryRun() {
        List<StoredEntry> entries = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            entries.add(of(StoredEntry.class));
        }
        return EntryRun.of(entries);
    }

    private LogRecord logRecord() {
        Position previous = new Position(random.nextInt(1_000), number() >>> 1);
        Position position = new Position(previous.epoch() + random.nextInt(2), previous.sequence() + 1);
        return new LogRecord(position, previous, number(), of(LogRecord.Payload.class));
    }

    private ClusterMap clusterMap() {
        Member n1 = new Member(new NodeId("n1"), new DiskId(uuid()));
        Member n2 = new Member(new NodeId("n2"), new DiskId(uuid()));
        RangeAssignment low = new RangeAssignment(
                new RangeId(1), new TokenRange(-1, 1L << 40), List.of(n1, n2), List.of(), n1, 1 + random.nextInt(9));
        RangeAssignment high = new RangeAssignment(
                new RangeId(2), new TokenRange(1L << 40, -1), List.of(n2, n1), List.of(n2), null, 3);
        return new ClusterMap(
                new ClusterId(uuid()),
                random.nextInt(1_000),
                uuid(),
                uuid(),
                new Reign(random.nextInt(9), uuid(), n1),
                2,
                List.of(new KnownNode(n1, "", 1), new KnownNode(n2, "rack-b", 7)),
                List.of(low, high),
                3,
                RingPlan.NONE);
    }

    private CommandReply commandReply() {
        CommandReply.Outcome outcome = of(CommandReply.Outcome.class);
        return outcome == CommandReply.Outcome.REFUSED
                ? CommandReply.refused(of(CommandRefusal.class), text())
                : new CommandReply(outcome, text());
    }

    /** As many small numbers as large ones. */
    private long number() {
        return (random.nextLong() & Long.MAX_VALUE) >>> random.nextInt(63);
    }

    private String text() {
        return random.nextBoolean() ? "" : "why \u00e9\u4e2d\ud83d\ude00 " + random.nextInt();
    }

    private Bytes bytes(int min, int max) {
        byte[] bytes = new byte[min + random.nextInt(max - min + 1)];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
