package io.ordinal.protocol.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordinal.protocol.Core;
import io.ordinal.protocol.Effects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CoreLoopTest {
    private final Recorder core = new Recorder();
    private final Queue<String> effects = new ConcurrentLinkedQueue<>();
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CoreLoop<String, String> loop =
            CoreLoop.start("test-loop", core, effects::add, turns::incrementAndGet, failure::set, 8, 4);

    @AfterEach
    void close() {
        core.gate.countDown();
        loop.close();
    }

    @Test
    void effectsComeInTheOrderOfTheEvents() {
        core.gate.countDown();
        for (int i = 0; i < 200; i++) {
            String event = "e" + i;
            await().pollDelay(Duration.ZERO).until(() -> loop.offer(event));
        }
        await().until(() -> effects.size() == 200);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            expected.add("did e" + i);
        }
        assertThat(effects).containsExactlyElementsOf(expected);
    }

    @Test
    void manyThreadsLoseNothingAndEachKeepsItsOrder() throws InterruptedException {
        core.gate.countDown();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String name = "t" + t + ".";
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 5_000; i++) {
                    loop.report(name + i);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        await().until(() -> effects.size() == 20_000);
        for (int t = 0; t < 4; t++) {
            String name = "did t" + t + ".";
            List<String> mine = effects.stream().filter(e -> e.startsWith(name)).toList();
            assertThat(mine).hasSize(5_000);
            assertThat(mine.get(4_999)).isEqualTo(name + 4_999);
            for (int i = 0; i < 5_000; i++) {
                assertThat(mine.get(i)).isEqualTo(name + i);
            }
        }
    }

    @Test
    void aFullLoopRefusesOffersButNeverReports() {
        loop.offer("first");
        await().until(() -> core.inStep.get());
        int accepted = 0;
        while (loop.offer("more")) {
            accepted++;
        }
        assertThat(accepted).isEqualTo(8);
        assertThat(loop.waiting()).isEqualTo(8);
        for (int i = 0; i < 100; i++) {
            loop.report("answer");
        }
        core.gate.countDown();
        await().until(() -> effects.size() == 109);
        assertThat(loop.offer("again")).isTrue();
    }

    @Test
    void aTurnTakesABoundedNumberAndTicksOnce() {
        loop.offer("first");
        await().until(() -> core.inStep.get());
        for (int i = 0; i < 8; i++) {
            assertThat(loop.offer("e")).isTrue();
        }
        core.gate.countDown();
        await().until(() -> effects.size() == 9);
        await().until(() -> turns.get() >= 3);
        // With 4 a turn, the first event and 3 more share one, then 4, then 1: no turn had more.
        assertThat(core.mostStepsInATurn).isEqualTo(4);
    }

    @Test
    void anIdleCoreTicksAboutEveryTickAndTimeNeverDecreases() {
        core.gate.countDown();
        await().until(() -> turns.get() >= 5);
        assertThat(core.timeWentBack).isFalse();
        assertThat(core.ticks.get()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void anOfferWakesASleepingLoopBeforeItsNextTick() {
        core.gate.countDown();
        long bestNanos = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            int before = effects.size();
            long start = System.nanoTime();
            loop.offer("wake");
            while (effects.size() == before) {
                Thread.onSpinWait();
            }
            bestNanos = Math.min(bestNanos, System.nanoTime() - start);
        }
        assertThat(bestNanos).isLessThan(Core.TICK_NANOS / 2);
    }

    @Test
    void anExceptionStopsTheLoopForGoodAndIsTold() {
        core.gate.countDown();
        loop.offer("fail");
        await().until(() -> failure.get() != null);
        assertThat(failure.get()).hasMessage("told to fail");
        assertThat(loop.isRunning()).isFalse();
        assertThat(loop.offer("later")).isFalse();
        loop.report("later");
        loop.close();
        assertThat(effects).isEmpty();
    }

    @Test
    void closingWaitsForTheTurnUnderWay() {
        loop.offer("first");
        await().until(() -> core.inStep.get());
        Thread closer = new Thread(loop::close);
        closer.start();
        await().until(() -> !loop.isRunning());
        assertThat(closer.isAlive()).isTrue();
        core.gate.countDown();
        await().until(() -> !closer.isAlive());
        assertThat(effects).containsExactly("did first");
    }

    /** Answers every event with one effect; its first step waits at a gate. */
    private static final class Recorder implements Core<String, String> {
        private final CountDownLatch gate = new CountDownLatch(1);
        private final AtomicBoolean inStep = new AtomicBoolean();
        private final AtomicInteger ticks = new AtomicInteger();
        private volatile boolean timeWentBack;
        private volatile int mostStepsInATurn;
        private int steps;
        private long lastNanos = Long.MIN_VALUE;

        @Override
        public void step(String event, long nowNanos, Effects<? super String> effects) {
            look(nowNanos);
            inStep.set(true);
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (event.equals("fail")) {
                throw new IllegalStateException("told to fail");
            }
            steps++;
            mostStepsInATurn = Math.max(mostStepsInATurn, steps);
            effects.add("did " + event);
        }

        @Override
        public void tick(long nowNanos, Effects<? super String> effects) {
            look(nowNanos);
            steps = 0;
            ticks.incrementAndGet();
        }

        private void look(long nowNanos) {
            timeWentBack |= lastNanos != Long.MIN_VALUE && nowNanos < lastNanos;
            lastNanos = nowNanos;
        }
    }
}
