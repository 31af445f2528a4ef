package io.ordinal.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.CopyPage;
import io.ordinal.protocol.FetchCopy;
import io.ordinal.protocol.Message;
import io.ordinal.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member takes a copy of many pages, a few of them under way at a time, over a network that may do anything to them. */
class CopyWindowTest {
    private static final int KEYS = 50;

    private final FakeCluster cluster = new FakeCluster(new NodeLimits(100, 100, 100, 1 << 12, 300, 100));
    private final List<FetchCopy> asked = new ArrayList<>();
    private int pages;

    @BeforeEach
    void leaveN3Behind() {
        cluster.isolate("n3");
        for (int i = 0; i < KEYS; i++) {
            cluster.putAt("n1", "k" + i, "v" + i);
        }
        cluster.node("n1").forgetJournalledLog();
    }

    private void copyToTheEnd() {
        cluster.heal();
        cluster.runMillis(30_000);
        assertThat(cluster.node("n3").table.entries)
                .isEqualTo(cluster.node("n1").table.entries)
                .hasSize(KEYS);
    }

    @Test
    void severalPagesComeForOneMessage() {
        cluster.holdBack((from, message) -> {
            if (message instanceof FetchCopy fetch) {
                asked.add(fetch);
            } else if (message instanceof CopyPage) {
                pages++;
            }
            return false;
        });
        copyToTheEnd();

        assertThat(pages).isGreaterThan(10);
        assertThat(asked).hasSizeLessThan(pages / 2);
    }

    @Test
    void pagesThatAreLostAreAskedForAgain() {
        Random random = new Random(5); // any fixed rhythm could meet the same page each time
        cluster.holdBack((from, message) -> message instanceof CopyPage && random.nextInt(5) == 0);
        copyToTheEnd();
    }

    @Test
    void pagesThatComeLateAndOutOfOrderTakeNothingAway() {
        cluster.holdBack((from, message) -> message instanceof CopyPage && pages++ % 4 == 1);
        cluster.heal();
        for (int i = 0; i < 20; i++) {
            cluster.runMillis(200);
            cluster.deliverHeldBack();
        }
        copyToTheEnd();
    }

    @Test
    void pagesThatComeOutOfOrderAreNotSentAgain() {
        List<Key> begins = new ArrayList<>();
        BiPredicate<String, Message> holdsTheFirst = (from, message) -> {
            if (message instanceof CopyPage page && page.after() != null) {
                begins.add(page.after());
                return begins.size() == 1;
            }
            return false;
        };
        cluster.holdBack(holdsTheFirst);
        cluster.heal();
        for (int i = 0; i < 1_000 && begins.size() < 3; i++) {
            cluster.runMillis(1);
        }
        cluster.runMillis(5);
        cluster.deliverHeldBack();
        cluster.holdBack(holdsTheFirst);
        copyToTheEnd();

        assertThat(begins).hasSizeGreaterThan(10).doesNotHaveDuplicates();
    }

    @Test
    void aSourceThatRestartsInTheMiddleIsCopiedFromAnew() {
        cluster.holdBack((from, message) -> message instanceof CopyPage && pages++ > 6);
        cluster.heal();
        cluster.runMillis(500);
        assertThat(pages).isGreaterThan(6);
        cluster.node("n1").crash();
        cluster.restart("n1");
        cluster.node("n1").forgetJournalledLog();
        cluster.holdNothingBack();
        cluster.giveTo("n2");
        cluster.runUntil(() -> cluster.isServing("n2"));
        copyToTheEnd();
    }
}
