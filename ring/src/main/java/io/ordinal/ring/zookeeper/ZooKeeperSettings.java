package io.ordinal.ring.zookeeper;

import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.zookeeper.client.ConnectStringParser;

/**
 * Which cluster in which ZooKeeper, and how patient to be with it.
 *
 * @param connectString {@code HOST:PORT[,HOST:PORT...][/CHROOT]}; a chroot must exist already
 * @param clusterName the cluster's records are below {@code /ordinal/<clusterName>}
 * @param sessionTimeout how long ZooKeeper keeps the ephemerals of a silent process. Default 4 s; ZooKeeper moves it to
 *     between 2 and 20 of its ticks. Shorter: a killed node is absent sooner, and a long pause of a healthy one costs it
 *     its session
 * @param reconcileInterval how long a missed watch can go unnoticed while connected. Default 2 s. Shorter: more reads,
 *     one per record and one per member each time
 */
public record ZooKeeperSettings(
        String connectString, String clusterName, Duration sessionTimeout, Duration reconcileInterval) {
    public static final Duration DEFAULT_SESSION_TIMEOUT = Duration.ofSeconds(4);
    public static final Duration DEFAULT_RECONCILE_INTERVAL = Duration.ofSeconds(2);

    private static final Pattern LEGAL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** @throws IllegalArgumentException saying what is wrong */
    public ZooKeeperSettings {
        try {
            if (new ConnectStringParser(connectString).getServerAddresses().isEmpty()) {
                throw new IllegalArgumentException("no server is named");
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + connectString + "' names no ZooKeeper: write HOST:PORT[,HOST:PORT...]", e);
        }
        if (!LEGAL_NAME.matcher(clusterName).matches()) {
            throw new IllegalArgumentException(
                    "'" + clusterName
                            + "' is no cluster name: use 1 to 64 letters, digits, '.', '-' or '_', starting with a letter or digit");
        }
        if (sessionTimeout.toMillis() < 100 || sessionTimeout.toHours() >= 1) {
            throw new IllegalArgumentException("a session timeout is 100 ms to 1 h, not " + sessionTimeout);
        }
        if (reconcileInterval.toMillis() < 10 || reconcileInterval.toHours() >= 1) {
            throw new IllegalArgumentException("a reconcile interval is 10 ms to 1 h, not " + reconcileInterval);
        }
    }

    /** With the default times. */
    public static ZooKeeperSettings of(String connectString, String clusterName) {
        return new ZooKeeperSettings(connectString, clusterName, DEFAULT_SESSION_TIMEOUT, DEFAULT_RECONCILE_INTERVAL);
    }

    /** The path above all of the cluster's records. */
    String clusterPath() {
        return "/ordinal/" + clusterName;
    }
}
