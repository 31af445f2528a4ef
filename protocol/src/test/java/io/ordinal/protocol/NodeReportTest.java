package io.ordinal.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ordinal.protocol.MoveProgress.Phase;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeReportTest {
    private static final NodeReport.Led LED =
            new NodeReport.Led(new RangeId(7), 3, true, List.of(new NodeId("n1"), new NodeId("n2")));
    private static final MoveProgress MOVE = new MoveProgress(new RangeId(7), 3, 5, Phase.COPYING, 100, 10, 2_000);

    @Test
    void whatChangesAllTheTimeIsNoNews() {
        assertTrue(with(LED, MOVE).saysTheSameAs(with(LED, MOVE)));
        NodeReport.Led lessLevel = new NodeReport.Led(LED.range(), LED.epoch(), LED.opened(), List.of());
        assertTrue(with(LED, MOVE).saysTheSameAs(with(lessLevel, MOVE)));
        MoveProgress further =
                new MoveProgress(MOVE.range(), MOVE.epoch(), MOVE.move(), MOVE.phase(), 2_000, 200, 9_000);
        assertTrue(with(LED, MOVE).saysTheSameAs(with(LED, further)));
    }

    @Test
    void whatThePlanGoesByIsNews() {
        for (NodeReport.Led other : List.of(
                new NodeReport.Led(new RangeId(8), 3, true, LED.level()),
                new NodeReport.Led(LED.range(), 4, true, LED.level()),
                new NodeReport.Led(LED.range(), 3, false, LED.level()))) {
            assertFalse(with(LED, MOVE).saysTheSameAs(with(other, MOVE)), other.toString());
        }
        for (MoveProgress other : List.of(
                new MoveProgress(new RangeId(8), 3, 5, Phase.COPYING, 100, 10, 2_000),
                new MoveProgress(MOVE.range(), 4, 5, Phase.COPYING, 100, 10, 2_000),
                new MoveProgress(MOVE.range(), 3, 6, Phase.COPYING, 100, 10, 2_000),
                new MoveProgress(MOVE.range(), 3, 5, Phase.VERIFIED, 100, 10, 2_000))) {
            assertFalse(with(LED, MOVE).saysTheSameAs(with(LED, other)), other.toString());
        }
    }

    /** A field that is added to reports is news until somebody says that it is not. */
    @Test
    void everyFieldButTheNumberIsNews() throws ReflectiveOperationException {
        RandomValues random = new RandomValues(1);
        NodeReport report = with(LED, MOVE);
        for (RecordComponent changed : NodeReport.class.getRecordComponents()) {
            NodeReport other = random.of(NodeReport.class);
            while (changed.getAccessor()
                    .invoke(other)
                    .equals(changed.getAccessor().invoke(report))) {
                other = random.of(NodeReport.class);
            }
            boolean isTheSame = report.saysTheSameAs(withOne(report, changed, other));
            assertEquals(changed.getName().equals("report"), isTheSame, changed.getName());
        }
    }

    private static NodeReport with(NodeReport.Led led, MoveProgress move) {
        NodeReport some = new RandomValues(2).of(NodeReport.class);
        return new NodeReport(
                some.report(),
                some.reporter(),
                some.mapVersion(),
                some.suspects(),
                List.of(led),
                some.wanting(),
                some.suspectIn(),
                some.handsOver(),
                some.sealed(),
                List.of(move));
    }

    private static NodeReport withOne(NodeReport report, RecordComponent taken, NodeReport from)
            throws ReflectiveOperationException {
        RecordComponent[] components = NodeReport.class.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            NodeReport source = components[i].getName().equals(taken.getName()) ? from : report;
            values[i] = components[i].getAccessor().invoke(source);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return NodeReport.class.getDeclaredConstructor(types).newInstance(values);
    }
}
