/**
 * Publishes and watches the cluster map and the members in ZooKeeper, and embeds a ZooKeeper server for trying out.
 *
 * <p>A watch is a hint, never the truth: every reader here compares what ZooKeeper shows with what it knew, on every
 * connect and every few seconds. A missed watch costs seconds, never correctness.
 *
 * <p>All listeners are called by the one thread of their {@link ZooKeeperSession}, in order and under no lock.
 */
@NullMarked
package io.ordinal.ring.zookeeper;

import org.jspecify.annotations.NullMarked;
