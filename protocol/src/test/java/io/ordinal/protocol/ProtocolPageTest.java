package io.ordinal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.ring.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/protocol.md says what the code does. */
class ProtocolPageTest {
    private static final Pattern MESSAGE = Pattern.compile("\\| (\\d+) \\| `([\\w.]+)` \\|.*");
    private static final Pattern PAYLOAD = Pattern.compile("\\| `(\\w+)` \\| (\\d+) \\|.*");
    private static final Pattern VECTOR = Pattern.compile("\\| `([0-9a-f]+)` \\| `([0-9a-f]{16})` \\|");

    @Test
    void theTableOfMessagesIsComplete() throws IOException {
        Map<Integer, String> onThePage = new TreeMap<>();
        lines().stream()
                .map(MESSAGE::matcher)
                .filter(row -> row.matches())
                .forEach(row -> onThePage.put(Integer.valueOf(row.group(1)), row.group(2)));
        Map<Integer, String> inTheCode = new TreeMap<>();
        for (MessageType type : MessageType.values()) {
            String name = type.messageClass().getName().replace('$', '.');
            inTheCode.put(type.number(), name.substring(name.indexOf("protocol.") + "protocol.".length()));
        }
        assertThat(onThePage).isEqualTo(inTheCode);
    }

    @Test
    void theTableOfLogRecordsIsComplete() throws IOException {
        Map<String, Integer> onThePage = new TreeMap<>();
        lines().stream()
                .map(PAYLOAD::matcher)
                .filter(row -> row.matches())
                .forEach(row -> onThePage.put(row.group(1), Integer.valueOf(row.group(2))));
        Map<String, Integer> inTheCode = new TreeMap<>();
        for (Class<?> payload : LogRecord.Payload.class.getPermittedSubclasses()) {
            LogRecord.Payload some = (LogRecord.Payload) new RandomValues(1).of(payload);
            WireWriter out = new WireWriter();
            LogRecordCodec.write(new LogRecord(new Position(1, 1), Position.START, 0, some), out);
            int codeAt = 5; // after two positions of two short numbers each, and a time
            inTheCode.put(payload.getSimpleName(), (int) out.array()[codeAt]);
        }
        assertThat(onThePage).isEqualTo(inTheCode);
    }

    @Test
    void theTestVectorsOfTokensHold() throws IOException {
        List<String[]> vectors = lines().stream()
                .map(VECTOR::matcher)
                .filter(row -> row.matches())
                .map(row -> new String[] {row.group(1), row.group(2)})
                .toList();
        assertThat(vectors).hasSizeGreaterThanOrEqualTo(5).allSatisfy(vector -> {
            byte[] key = HexFormat.of().parseHex(vector[0]);
            assertThat(Tokens.toString(Tokens.of(key)))
                    .as(Arrays.toString(vector))
                    .isEqualTo(vector[1]);
        });
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(Path.of("..", "docs", "protocol.md"));
    }
}
