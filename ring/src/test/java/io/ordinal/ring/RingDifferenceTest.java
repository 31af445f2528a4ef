package io.ordinal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class RingDifferenceTest {
    @Property(tries = 500)
    void itCoversExactlyWhatChanged(@ForAll long seedBefore, @ForAll long seedAfter, @ForAll long token) {
        Ring before = Rings.thrown(seedBefore);
        Ring after = Rings.thrown(seedAfter);
        RingDifference difference = RingDifference.between(before, after);

        assertTells(difference, before, after, token);
        for (Ring ring : List.of(before, after)) {
            for (VirtualNode virtualNode : ring.virtualNodes()) {
                assertTells(difference, before, after, virtualNode.token());
                assertTells(difference, before, after, virtualNode.token() + 1);
            }
        }
    }

    private static void assertTells(RingDifference difference, Ring before, Ring after, long token) {
        List<RingDifference.Change> here = difference.changes().stream()
                .filter(change -> change.range().contains(token))
                .toList();
        assertThat(here).hasSizeLessThanOrEqualTo(1);
        Optional<RingDifference.Change> change = here.stream().findFirst();
        Set<NodeId> holders = new LinkedHashSet<>(Rings.holding(token, before).nodes());
        change.ifPresent(told -> {
            assertThat(told.gains().size() + told.loses().size()).isPositive();
            assertThat(holders.containsAll(told.loses())).isTrue();
            assertThat(told.gains()).noneMatch(holders::contains);
            holders.removeAll(told.loses());
            holders.addAll(told.gains());
        });
        assertThat(holders)
                .containsExactlyInAnyOrderElementsOf(Rings.holding(token, after).nodes());
    }

    @Property(tries = 100)
    void aRingDoesNotDifferFromItself(@ForAll long seed) {
        assertThat(RingDifference.between(Rings.thrown(seed), Rings.thrown(seed))
                        .changes())
                .isEmpty();
    }

    @Property(tries = 100)
    void theWayBackIsTheOpposite(@ForAll long seedBefore, @ForAll long seedAfter) {
        Ring before = Rings.thrown(seedBefore);
        Ring after = Rings.thrown(seedAfter);

        List<RingDifference.Change> back = RingDifference.between(after, before).changes();

        assertThat(RingDifference.between(before, after).changes())
                .isEqualTo(back.stream()
                        .map(change -> new RingDifference.Change(change.range(), change.loses(), change.gains()))
                        .toList());
    }
}
