package io.ordinal.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.protocol.ClientId;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RequestId;
import io.ordinal.protocol.WriteReply;
import io.ordinal.ring.Key;
import io.ordinal.simulator.world.Violation;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private static final RequestId REQUEST = new RequestId(new ClientId(1, 1), 1);

    private final Answers answers = new Answers();

    @Test
    void anAnswerNamesTheRecordThatIsCommitted() {
        answers.committed(write(5));

        assertThat(answers.answered(REQUEST, new WriteReply.Applied(5))).isFalse();
        assertThat(answers.answered(REQUEST, new WriteReply.Applied(5))).isTrue();
        assertThatThrownBy(() -> answers.answered(REQUEST, new WriteReply.Applied(6)))
                .isInstanceOf(Violation.class);
    }

    @Test
    void nothingIsAnsweredAsAppliedBeforeItIsCommitted() {
        assertThat(answers.answered(REQUEST, new WriteReply.Unknown("later"))).isFalse();
        assertThatThrownBy(() -> answers.answered(REQUEST, new WriteReply.Applied(5)))
                .isInstanceOf(Violation.class);
    }

    @Test
    void aRequestRunsOnce() {
        answers.committed(write(5));

        assertThatThrownBy(() -> answers.committed(write(8)))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("ran twice");
        assertThatThrownBy(() -> answers.committed(record(9, new LogRecord.Refused(REQUEST, 0))))
                .isInstanceOf(Violation.class);
    }

    private static LogRecord write(long number) {
        return record(number, new LogRecord.Write(REQUEST, new Operation.Delete(Key.utf8("a"))));
    }

    private static LogRecord record(long number, LogRecord.Payload payload) {
        return new LogRecord(new Position(1, number), Position.START, 0, payload);
    }
}
