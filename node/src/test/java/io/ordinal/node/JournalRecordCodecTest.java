package io.ordinal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.protocol.ClientId;
import io.ordinal.protocol.EpochStart;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.MalformedMessageException;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RequestId;
import io.ordinal.protocol.WireReader;
import io.ordinal.protocol.WireWriter;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class JournalRecordCodecTest {
    private static final JournalRecord PROMISE = new JournalRecord.Promise(new RangeId(3), 8);

    @Property(tries = 500)
    void what_is_written_is_read(@ForAll("records") JournalRecord record) {
        assertThat(JournalRecordCodec.read(new WireReader(write(record)))).isEqualTo(record);
    }

    @Property(tries = 300)
    void an_appended_record_is_found_by_its_range_alone(@ForAll("appended") JournalRecord.Appended appended) {
        ByteBuffer bytes = ByteBuffer.wrap(write(appended));
        RangeId other = new RangeId(appended.range().number() ^ 1);

        Position position = appended.record().position();
        Position before = appended.record().previous();

        assertThat(JournalRecordCodec.readAppendedTo(appended.range(), before, bytes))
                .isEqualTo(appended.record());
        assertThat(JournalRecordCodec.readAppendedTo(other, before, bytes)).isNull();
        assertThat(JournalRecordCodec.readAppendedTo(appended.range(), position, bytes))
                .isNull();
    }

    @Property(tries = 500)
    void bytes_cut_short_are_refused(@ForAll("records") JournalRecord record, @ForAll int cut) {
        byte[] bytes = write(record);
        byte[] shorter = Arrays.copyOf(bytes, Math.floorMod(cut, bytes.length));

        assertThatThrownBy(() -> JournalRecordCodec.read(new WireReader(shorter)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Property(tries = 2_000)
    void any_bytes_are_read_or_refused(@ForAll byte[] junk, @ForAll boolean plausible) {
        byte[] bytes = junk.clone();
        if (plausible && bytes.length > 1) {
            bytes[0] = 1;
            bytes[1] = (byte) Math.floorMod(bytes[1], 13);
        }
        try {
            assertThat(JournalRecordCodec.read(new WireReader(bytes))).isNotNull();
        } catch (MalformedMessageException | UnknownFormatException refused) {
            assertThat(refused).hasMessageMatching("(?s).+");
        }
    }

    @Test
    void a_newer_version_is_refused_by_name() {
        byte[] bytes = write(PROMISE);
        bytes[0]++;

        assertThatThrownBy(() -> JournalRecordCodec.read(new WireReader(bytes)))
                .isInstanceOf(UnknownFormatException.class)
                .hasMessageContaining(Byte.toString(bytes[0]));
    }

    @Test
    void bytes_left_over_are_refused() {
        byte[] bytes = write(PROMISE);

        assertThatThrownBy(() -> JournalRecordCodec.read(new WireReader(Arrays.copyOf(bytes, bytes.length + 1))))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Provide
    Arbitrary<JournalRecord> records() {
        Arbitrary<List<EpochStart>> histories = Combinators.combine(numbers(), positions())
                .as(EpochStart::new)
                .list()
                .ofMaxSize(5);
        return Arbitraries.oneOf(
                appended().map(appended -> (JournalRecord) appended),
                Combinators.combine(ranges(), numbers(), tokens()).as(JournalRecord.Created::new),
                Combinators.combine(ranges(), positions()).as(JournalRecord.Cut::new),
                Combinators.combine(ranges(), numbers()).as(JournalRecord.Promise::new),
                Combinators.combine(ranges(), numbers(), numbers()).as(JournalRecord.Closed::new),
                Combinators.combine(ranges(), positions()).as(JournalRecord.Committed::new),
                ranges().map(JournalRecord.CopyBegun::new),
                Combinators.combine(ranges(), positions(), numbers(), histories).as(JournalRecord.Copied::new),
                Combinators.combine(ranges(), numbers()).as(JournalRecord.Dropped::new),
                Combinators.combine(ranges(), numbers()).as(JournalRecord.Suspected::new),
                ranges().map(JournalRecord.BroughtLevel::new),
                Combinators.combine(numbers(), numbers(), numbers(), numbers())
                        .as((a, b, c, d) -> new JournalRecord.MarksRaised(new Marks(a, b, c, d))),
                Combinators.combine(
                                ranges(), tokens(), histories, positions(), positions(), Arbitraries.of(true, false))
                        .as((range, tokens, history, last, commit, copying) -> new JournalRecord.State(
                                range, 5, tokens, 9, history, 77, 8, last, 99, commit, copying)));
    }

    @Provide
    Arbitrary<JournalRecord.Appended> appended() {
        Arbitrary<RequestId> requests = Combinators.combine(Arbitraries.longs(), Arbitraries.longs(), numbers())
                .as((high, low, number) -> new RequestId(new ClientId(high, low), number));
        Arbitrary<Key> keys = Arbitraries.bytes()
                .array(byte[].class)
                .ofMinSize(1)
                .ofMaxSize(50)
                .map(b -> Key.of(Bytes.wrap(b)));
        Arbitrary<Operation> operations = Combinators.combine(keys, numbers(), Arbitraries.of(true, false))
                .as((key, ttl, put) -> put ? new Operation.Put(key, key.bytes(), ttl) : new Operation.Delete(key));
        Arbitrary<LogRecord.Payload> payloads = Arbitraries.oneOf(
                Arbitraries.just((LogRecord.Payload) new LogRecord.Open()),
                Combinators.combine(requests, operations).as(LogRecord.Write::new),
                Combinators.combine(requests, numbers()).as(LogRecord.Refused::new),
                keys.map(LogRecord.Expire::new),
                Combinators.combine(keys, numbers())
                        .as(LogRecord.Tombstone::new)
                        .list()
                        .ofMaxSize(20)
                        .map(LogRecord.Purge::new));
        Arbitrary<Tuple.Tuple2<Position, Position>> links = Combinators.combine(positions(), positions())
                .as((a, b) -> Tuple.of(Position.min(a, b), Position.max(a, b)))
                .filter(link -> !link.get1().equals(link.get2()));
        return Combinators.combine(ranges(), links, numbers(), payloads)
                .as((range, link, time, payload) ->
                        new JournalRecord.Appended(range, new LogRecord(link.get2(), link.get1(), time, payload)));
    }

    private static Arbitrary<Long> numbers() {
        return Arbitraries.longs().greaterOrEqual(0);
    }

    private static Arbitrary<RangeId> ranges() {
        return numbers().map(RangeId::new);
    }

    private static Arbitrary<Position> positions() {
        return Combinators.combine(numbers(), numbers()).as(Position::new);
    }

    private static Arbitrary<TokenRange> tokens() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(TokenRange::new);
    }

    private static byte[] write(JournalRecord record) {
        WireWriter out = new WireWriter();
        JournalRecordCodec.write(record, out);
        return out.toByteArray();
    }
}
