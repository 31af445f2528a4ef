/** The world that a simulated cluster lives in: time, chance, network, clocks, disks and ZooKeeper. */
@NullMarked
package io.ordinal.simulator.world;

import org.jspecify.annotations.NullMarked;
