package io.ordinal.sequencer.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.ring.Address;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.sequencer.SequencerRecord;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequencerRecordFormatTest {
    private static final UUID OWNER = new UUID(1, 1);
    private static final UUID OTHER_OWNER = new UUID(1, 2);
    private static final SequencerRecord RECORD = record(3, 12_000, OWNER, false);
    private static final SequencerRecordFormat FORMAT = new SequencerRecordFormat();
    private static final String TEXT = new String(FORMAT.encode(RECORD), StandardCharsets.UTF_8);

    @Test
    void whatIsWrittenIsReadAgain() {
        assertThat(decode(TEXT)).isEqualTo(RECORD);
        SequencerRecord stopped = record(3, 11_987, OWNER, true);
        assertThat(FORMAT.decode(FORMAT.encode(stopped))).isEqualTo(stopped);
    }

    @Test
    void anOperatorCanReadIt() {
        assertThat(TEXT).startsWith("ordinal-sequencer/1\nterm=3\nceiling=12000\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ordinal-sequencer/1   | ordinal-sequencer/2   | another version",
                "term=3                | term=-3               | negative",
                "ceiling=12000         | ceiling=-1            | negative",
                "ceiling=12000         | ceiling=99999999999999999999 | no number",
                "node=n1               | node=                 | no node id",
                "stopped-cleanly=false | stopped-cleanly=maybe | neither true nor false",
                "stopped-cleanly=false | stopped=false         | missing",
            })
    void whatIsWrongIsSaid(String good, String bad, String complaint) {
        assertThat(TEXT).contains(good);

        assertThatThrownBy(() -> decode(TEXT.replace(good, bad)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void everyCutIsRefused() {
        for (int length = 0; length < TEXT.length(); length++) {
            String cut = TEXT.substring(0, length);
            assertThatThrownBy(() -> decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aTermRaisesItsCeilingAndMayEndBelowIt() {
        assertThat(FORMAT.mayFollow(RECORD, record(3, 13_000, OWNER, false))).isTrue();
        assertThat(FORMAT.mayFollow(RECORD, record(3, 11_500, OWNER, true))).isTrue();
        assertThat(FORMAT.mayFollow(RECORD, record(3, 11_500, OWNER, false))).isFalse();
        assertThat(FORMAT.mayFollow(record(3, 11_500, OWNER, true), record(3, 13_000, OWNER, false)))
                .isFalse();
    }

    @Test
    void aTermHasOneOwnerAndIsFollowedByHigherOnesOnly() {
        assertThat(FORMAT.mayFollow(RECORD, record(3, 13_000, OTHER_OWNER, false)))
                .isFalse();
        assertThat(FORMAT.mayFollow(RECORD, record(2, 13_000, OTHER_OWNER, false)))
                .isFalse();
        assertThat(FORMAT.mayFollow(RECORD, record(4, 11_600, OTHER_OWNER, false)))
                .isTrue();
    }

    private static SequencerRecord decode(String text) {
        return FORMAT.decode(text.getBytes(StandardCharsets.UTF_8));
    }

    private static SequencerRecord record(long term, long ceiling, UUID owner, boolean stoppedCleanly) {
        Member holder = new Member(new NodeId("n1"), new DiskId(new UUID(2, 2)));
        return new SequencerRecord(term, ceiling, owner, holder, new Address("127.0.0.1", 7101), stoppedCleanly);
    }
}
