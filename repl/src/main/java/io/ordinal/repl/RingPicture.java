package io.ordinal.repl;

import io.ordinal.client.ClusterView;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The ring as a circle of letters, clockwise from token 0 at the top: each letter is the node that leads there. Beside it
 * stands who leads and holds how much.
 */
final class RingPicture {
    private static final int ROWS = 15;
    private static final int COLUMNS = 31;
    private static final int POINTS = 72;
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final char NOBODY = '.';
    private static final char UNNAMED = '*';
    private static final int BAR = 20;

    private final ClusterView view;
    private final ClusterMap map;
    private final Map<NodeId, Share> shares = new LinkedHashMap<>();

    /** What a node has of the ring; the parts are fractions of it. */
    record Share(double leads, double holds, int leaders, int ranges) {
        private static final Share NONE = new Share(0, 0, 0, 0);

        private Share plus(double part, boolean asLeader) {
            return new Share(leads + (asLeader ? part : 0), holds + part, leaders + (asLeader ? 1 : 0), ranges + 1);
        }
    }

    RingPicture(ClusterView view, ClusterMap map) {
        this.view = view;
        this.map = map;
        view.nodes().forEach(node -> shares.put(node, Share.NONE));
        for (RangeAssignment range : map.ranges()) {
            double part = range.tokens().fraction();
            for (Member member : range.members()) {
                boolean asLeader = member.equals(range.leader());
                shares.merge(member.node(), Share.NONE, (share, none) -> share.plus(part, asLeader));
            }
        }
    }

    Map<NodeId, Share> shares() {
        return shares;
    }

    List<String> lines(Screen screen) {
        List<String> circle = circle();
        List<String> legend = legend(screen);
        int beside = COLUMNS + 3;
        boolean fits = legend.stream().mapToInt(screen::displayWidth).max().orElse(0) + beside <= screen.columns()
                && legend.size() <= ROWS;
        List<String> lines = new ArrayList<>();
        if (!fits) {
            lines.addAll(circle);
            lines.add("");
            lines.addAll(legend);
            return lines;
        }
        int top = (ROWS - legend.size()) / 2;
        for (int row = 0; row < ROWS; row++) {
            int index = row - top;
            String text = index >= 0 && index < legend.size() ? legend.get(index) : "";
            lines.add((circle.get(row) + " ".repeat(beside - circle.get(row).length()) + text).stripTrailing());
        }
        return lines;
    }

    private List<String> circle() {
        char[][] grid = new char[ROWS][COLUMNS];
        for (char[] row : grid) {
            Arrays.fill(row, ' ');
        }
        for (int point = 0; point < POINTS; point++) {
            double turn = (double) point / POINTS;
            double angle = 2 * Math.PI * turn;
            int column = (int) Math.round((COLUMNS - 1) / 2.0 * (1 + Math.sin(angle)));
            int row = (int) Math.round((ROWS - 1) / 2.0 * (1 - Math.cos(angle)));
            grid[row][column] = letterAt(turn);
        }
        return Arrays.stream(grid).map(String::new).toList();
    }

    private char letterAt(double turn) {
        long token = (long) (turn * 0x1p32) << 32;
        Member leader = map.rangeOf(token).leader();
        return leader == null ? NOBODY : letter(leader.node());
    }

    private char letter(NodeId node) {
        int index = List.copyOf(shares.keySet()).indexOf(node);
        return index >= 0 && index < LETTERS.length() ? LETTERS.charAt(index) : UNNAMED;
    }

    private List<String> legend(Screen screen) {
        List<String> legend = new ArrayList<>();
        legend.add(
                map.ranges().size() + " ranges, each on " + map.replicationFactor() + " nodes; map " + map.version());
        legend.add("");
        Table table = new Table("", "NODE", "LEADS", "", "HOLDS", "LEADERS", "RANGES");
        shares.forEach((node, share) -> table.add(
                Character.toString(letter(node)),
                view.registration(node).isPresent() ? node.name() : node.name() + " (absent)",
                percent(share.leads()),
                "#".repeat((int) Math.round(share.leads() * BAR)),
                percent(share.holds()),
                Integer.toString(share.leaders()),
                Integer.toString(share.ranges())));
        legend.addAll(table.lines(screen::displayWidth));
        return legend;
    }

    static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f%%", part * 100);
    }
}
