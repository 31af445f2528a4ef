package io.ordinal.rebalancer;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.ClusterCommand.Setting;
import io.ordinal.ring.MoveSettings;
import java.util.List;
import java.util.stream.Collectors;

/** What each setting changes of how moves go, and how people are told. */
final class SettingChanges {
    private SettingChanges() {}

    /**
     * The settings with all of these changes.
     *
     * @throws IllegalArgumentException if one of them makes no sense
     */
    static MoveSettings apply(List<Setting> changes, MoveSettings now) {
        MoveSettings next = now;
        for (Setting change : changes) {
            next = apply(change, next);
        }
        return next;
    }

    private static MoveSettings apply(Setting change, MoveSettings now) {
        if (change instanceof ClusterCommand.SetPaused set) {
            return now.paused(set.paused());
        } else if (change instanceof ClusterCommand.SetApproval set) {
            return now.approval(set.approval());
        } else if (change instanceof ClusterCommand.SetGrace set) {
            return now.graceSeconds(set.graceSeconds());
        } else if (change instanceof ClusterCommand.SetThrottle set) {
            return now.bytesPerSecond(set.bytesPerSecond());
        } else if (change instanceof ClusterCommand.SetMovesPerNode set) {
            return now.movesPerNode(set.movesPerNode());
        }
        throw unknown(change);
    }

    /** What holds once all of these are set. */
    static String tell(List<Setting> changes) {
        return changes.stream().map(SettingChanges::tell).collect(Collectors.joining("; "));
    }

    private static String tell(Setting change) {
        if (change instanceof ClusterCommand.SetPaused set) {
            return set.paused() ? "moves are paused" : "moves go on";
        } else if (change instanceof ClusterCommand.SetApproval set) {
            return set.approval() ? "new nodes wait to be added" : "new nodes are given ranges as they come";
        } else if (change instanceof ClusterCommand.SetGrace set) {
            return "a node that is absent for " + set.graceSeconds() + " s is replaced";
        } else if (change instanceof ClusterCommand.SetThrottle set) {
            return set.bytesPerSecond() == 0
                    ? "copies are sent as fast as they can be"
                    : "a node sends " + set.bytesPerSecond() + " B/s of copies at most";
        } else if (change instanceof ClusterCommand.SetMovesPerNode set) {
            return "a node gives and takes " + set.movesPerNode() + " ranges at a time";
        }
        throw unknown(change);
    }

    private static IllegalStateException unknown(Setting change) {
        return new IllegalStateException("no way to set " + change);
    }
}
