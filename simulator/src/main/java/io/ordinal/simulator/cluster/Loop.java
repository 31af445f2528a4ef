package io.ordinal.simulator.cluster;

import io.ordinal.protocol.Core;
import io.ordinal.protocol.Effects;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.SimClock;
import io.ordinal.simulator.world.Trace;
import io.ordinal.simulator.world.Violation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A loop thread around a core, as the production shells have one: drain what is waiting, end the turn with a tick, then
 * carry the effects out in order. Time passes, and the process may pause, between deciding and doing.
 *
 * @param <E> what can happen to the core
 * @param <F> what the core can ask for
 */
final class Loop<E, F> {
    private static final long MICROS = 1_000;
    private static final int MOST_EVENTS_A_TURN = 256;

    private final String name;
    private final Life life;
    private final Chance chance;
    private final SimClock clock;
    private final Trace trace;
    private final Core<E, F> core;
    private final Consumer<F> shell;
    private final Consumer<F> witness;
    private final ArrayDeque<E> inbox = new ArrayDeque<>();
    private boolean turning;
    private long turns;

    Loop(String name, Life life, Chance chance, SimClock clock, Trace trace, Core<E, F> core, Consumer<F> shell) {
        this(name, life, chance, clock, trace, core, shell, effect -> {});
    }

    /** @param witness sees each effect at the moment at which the core decides on it */
    Loop(
            String name,
            Life life,
            Chance chance,
            SimClock clock,
            Trace trace,
            Core<E, F> core,
            Consumer<F> shell,
            Consumer<F> witness) {
        this.witness = witness;
        this.name = name;
        this.life = life;
        this.chance = chance;
        this.clock = clock;
        this.trace = trace;
        this.core = core;
        this.shell = shell;
        wake();
    }

    void offer(E event) {
        if (life.isAlive()) {
            inbox.add(event);
            wake();
        }
    }

    private void wake() {
        if (!turning) {
            turning = true;
            life.after(chance.between(1, 10) * MICROS, this::turn);
        }
    }

    private void turn() {
        turns++;
        List<F> effects = new ArrayList<>();
        Effects<F> into = effect -> {
            witness.accept(effect);
            effects.add(effect);
        };
        long nowNanos = clock.monotonicNanos();
        try {
            for (int i = 0; i < MOST_EVENTS_A_TURN && !inbox.isEmpty(); i++) {
                E event = inbox.remove();
                trace.add(name, event.getClass().getSimpleName(), event);
                core.step(event, nowNanos, into);
            }
            core.tick(nowNanos, into);
        } catch (Violation violation) {
            throw violation;
        } catch (RuntimeException e) {
            throw new Violation("the core of " + name + " threw " + e, e);
        }
        life.after(chance.longTailed(4 * MICROS, 20_000 * MICROS), () -> carryOut(effects));
    }

    private void carryOut(List<F> effects) {
        for (F effect : effects) {
            if (!life.isAlive()) {
                return;
            }
            shell.accept(effect);
        }
        turning = false;
        if (inbox.isEmpty()) {
            long turn = turns;
            life.after(Core.TICK_NANOS - chance.between(0, 500) * MICROS, () -> {
                if (turns == turn) {
                    wake();
                }
            });
        } else {
            wake();
        }
    }
}
