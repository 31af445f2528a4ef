/** Publishes and watches the cluster map and the members in ZooKeeper. */
@NullMarked
package io.ordinal.ring.zookeeper;

import org.jspecify.annotations.NullMarked;
