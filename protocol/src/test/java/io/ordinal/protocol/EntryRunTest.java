package io.ordinal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Entries go from table to table as they stand there, and what comes over the wire is looked at before anybody rests on
 * it.
 */
class EntryRunTest {
    private static final StoredEntry LIVE = new StoredEntry(Key.utf8("a"), Bytes.utf8("value"), 7, 0);
    private static final StoredEntry EXPIRING = new StoredEntry(Key.utf8("b"), Bytes.EMPTY, 1L << 40, 1L << 50);
    private static final StoredEntry TOMBSTONE = new StoredEntry(Key.utf8("c"), null, 9, 0);

    private static final int KEY_AT = 8;
    private static final int STATE_AT = KEY_AT + StoredForm.TOKEN_BYTES + 1;

    @Test
    void entriesComeBackAsTheyWere() {
        EntryRun run = EntryRun.of(List.of(LIVE, EXPIRING, TOMBSTONE));

        assertThat(run.count()).isEqualTo(3);
        assertThat(run.toList()).containsExactly(LIVE, EXPIRING, TOMBSTONE);
        assertThat(read(run.array())).isEqualTo(run).hasSize(3);
    }

    @Test
    void aCursorSaysWhereEachEntryStands() {
        EntryRun run = EntryRun.of(List.of(LIVE, TOMBSTONE));
        EntryRun.Cursor cursor = run.cursor();

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.keyAt()).isEqualTo(KEY_AT);
        assertThat(cursor.stateAt()).isEqualTo(STATE_AT);
        assertThat(cursor.token()).isEqualTo(LIVE.key().token());
        assertThat(cursor.isTombstone()).isFalse();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.key()).isEqualTo(TOMBSTONE.key());
        assertThat(cursor.isTombstone()).isTrue();
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void keysAndValuesAreCountedWithoutWhatIsAroundThem() {
        EntryRun run = EntryRun.of(List.of(LIVE, EXPIRING, TOMBSTONE));

        assertThat(run.keyAndValueBytes()).isEqualTo(3 + "value".length());
    }

    @Test
    void aKeyUnderTheTokenOfAnotherIsRefused() {
        refuses(KEY_AT, 1, "the token of another");
    }

    @Test
    void lengthsThatCannotBeAreRefused() {
        refuses(0, 0x7f, "ends within one");
        refuses(0, 0x80, "ends within one");
        refuses(3, 0, "no 0 bytes long");
        refuses(7, 2, "no 2 bytes long");
        assertThatThrownBy(() -> read(new byte[7])).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void anEntryThatIsNeitherThereNorGoneIsRefused() {
        refuses(STATE_AT, 2, "a boolean is 0 or 1");
        refuses(STATE_AT, 1, "left over");
    }

    @Test
    void aRunEndsBeforeItIsTooLong() {
        EntryRunBuilder builder = new EntryRunBuilder();
        byte[] key = StoredForm.key(LIVE.key());
        byte[] state = new byte[5_000];
        int entryBytes = 8 + key.length + state.length;

        assertThat(builder.add(source(key, state), 10)).isTrue();
        assertThat(builder.add(source(key, state), 2 * entryBytes)).isTrue();
        assertThat(builder.add(source(key, state), 3 * entryBytes - 1)).isFalse();
        assertThat(builder.lastKey()).isEqualTo(LIVE.key());
        assertThat(builder.take().length()).isEqualTo(2 * entryBytes);
        assertThat(builder.take()).isEqualTo(EntryRun.EMPTY);
    }

    /** Like a table, it gives as much as there is room for, and says how much there is. */
    private static EntryRunBuilder.Source source(byte[] key, byte[] state) {
        return new EntryRunBuilder.Source() {
            @Override
            public int key(byte[] into, int offset, int room) {
                System.arraycopy(key, 0, into, offset, Math.min(room, key.length));
                return key.length;
            }

            @Override
            public int state(byte[] into, int offset, int room) {
                System.arraycopy(state, 0, into, offset, Math.min(room, state.length));
                return state.length;
            }
        };
    }

    private static void refuses(int offset, int changed, String why) {
        byte[] array = EntryRun.of(List.of(LIVE)).array().clone();
        array[offset] = (byte) changed;
        assertThatThrownBy(() -> read(array))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(why);
    }

    private static EntryRun read(byte[] array) {
        WireWriter out = new WireWriter();
        new EntryRun(array, 0).write(out);
        return EntryRun.read(new WireReader(out.toByteArray()));
    }
}
