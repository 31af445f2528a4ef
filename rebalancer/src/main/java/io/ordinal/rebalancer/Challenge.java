package io.ordinal.rebalancer;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.Registration;
import io.ordinal.ring.Reign;
import io.ordinal.ring.Standing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges when the office should be taken from whom the map names, or the first map be made. It only keeps the peace: the
 * conditional write decides.
 *
 * <p>An absent holder is challenged by the candidates one after the other in the order of their names, a suspected one only
 * if its reign is not too young, and ever less readily by one that keeps taking the office: so two nodes that cannot reach
 * each other do not snatch it from each other for ever.
 */
final class Challenge {
    private static final int MAX_RELUCTANCE = 32;

    /** In {@link RebalancerTimes#patienceNanos}: connections to all others take so long at the start of a process. */
    private static final int NEWCOMERS_EXTRA_PATIENCE = 4;

    private final Member self;
    private final int initialNodes;
    private final RebalancerTimes times;

    private List<Registration> present = List.of();
    private boolean selfIsPresent;
    private @Nullable ClusterMap newest;

    /** Those present whom the newest map does not turn away, and of them those who are to stay, if there is any. */
    private List<Member> welcome = List.of();

    private List<Member> candidates = List.of();
    private long enoughSinceNanos;
    private long reign;
    private long reignSeenNanos;
    private boolean sawNoMap;
    private boolean suspected;
    private long suspectedReign;
    private long suspectedSinceNanos;
    private long suspectedLastNanos;
    private boolean absent;
    private long absentSinceNanos;
    private long reluctance = 1;
    private long lastMadeNanos;
    private boolean everMade;

    Challenge(Member self, int initialNodes, RebalancerTimes times) {
        this.self = self;
        this.initialNodes = initialNodes;
        this.times = times;
    }

    void membersSeen(List<Registration> nowPresent, long nowNanos) {
        if (present.size() < initialNodes) {
            enoughSinceNanos = nowNanos;
        }
        present = nowPresent;
        selfIsPresent = isPresent(self);
        findCandidates();
    }

    void suspected(long ofReign, long nowNanos) {
        if (!suspected || suspectedReign != ofReign || nowNanos - suspectedLastNanos > times.suspicionNanos()) {
            suspectedSinceNanos = nowNanos;
        }
        suspected = true;
        suspectedReign = ofReign;
        suspectedLastNanos = nowNanos;
    }

    void mapSeen(ClusterMap map, long nowNanos) {
        newest = map;
        findCandidates();
        if (reign != map.reign().number()) {
            // Who has just come has not heard from anybody yet: it believes in one that was there before for longer.
            boolean wasThereBefore = reign == 0 && !sawNoMap;
            reignSeenNanos = wasThereBefore ? nowNanos + NEWCOMERS_EXTRA_PATIENCE * times.patienceNanos() : nowNanos;
            reign = map.reign().number();
        }
    }

    /** Whether this candidate should write now. {@code current} is null while there is no map. */
    boolean isDue(@Nullable Reign current, long nowNanos) {
        if (!selfIsPresent) {
            return false;
        }
        if (current != null && current.holder().equals(self)) {
            return true;
        }
        if (!candidates.contains(self)) {
            return false;
        }
        long turnNanos = rank(current) * times.challengeStepNanos();
        if (current == null) {
            sawNoMap = true;
            return present.size() >= initialNodes && nowNanos - enoughSinceNanos >= turnNanos;
        }
        noteAbsence(current, nowNanos);
        if (absent) {
            return nowNanos - absentSinceNanos >= turnNanos;
        }
        return suspected
                && suspectedReign == current.number()
                && nowNanos - suspectedLastNanos <= times.suspicionNanos()
                && nowNanos - suspectedSinceNanos >= turnNanos
                && nowNanos - reignSeenNanos >= times.patienceNanos() * reluctance(nowNanos) + turnNanos;
    }

    /** The challenge that was due is made. */
    void made(long nowNanos) {
        reluctance = Math.min(MAX_RELUCTANCE, everMade ? reluctance(nowNanos) * 2 : 1);
        everMade = true;
        lastMadeNanos = nowNanos;
    }

    private long reluctance(long nowNanos) {
        boolean longAgo = nowNanos - lastMadeNanos > 2 * MAX_RELUCTANCE * times.patienceNanos();
        return longAgo ? 1 : reluctance;
    }

    private void noteAbsence(Reign current, long nowNanos) {
        Member holder = current.holder();
        boolean isOfNoUse = standsAs(holder, Standing.LEFT) || !welcome.contains(holder);
        boolean absentNow = !isPresent(holder) || (isOfNoUse && !candidates.contains(holder));
        if (absentNow && !absent) {
            absentSinceNanos = nowNanos;
        }
        absent = absentNow;
    }

    private boolean isPresent(Member member) {
        return present.stream().anyMatch(registration -> registration.member().equals(member));
    }

    private long rank(@Nullable Reign current) {
        return candidates.stream()
                .filter(member -> current == null || !member.equals(current.holder()))
                .filter(member -> member.node().compareTo(self.node()) < 0)
                .count();
    }

    /** Looked for when something changes, not in each of the many ticks that ask for them. */
    private void findCandidates() {
        List<Registration> registered = newest == null ? present : newest.candidates(present);
        welcome = registered.stream().map(Registration::member).toList();
        List<Member> staying = welcome.stream()
                .filter(member -> !standsAs(member, Standing.LEAVING) && !standsAs(member, Standing.LEFT))
                .toList();
        candidates = staying.isEmpty() ? welcome : staying;
    }

    private boolean standsAs(Member member, Standing standing) {
        return newest != null
                && newest.node(member.node())
                        .filter(known -> known.standing() == standing)
                        .isPresent();
    }
}
