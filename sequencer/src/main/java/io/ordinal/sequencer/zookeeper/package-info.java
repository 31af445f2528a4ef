/** The sequencer record in ZooKeeper: ceiling and office. */
@NullMarked
package io.ordinal.sequencer.zookeeper;

import org.jspecify.annotations.NullMarked;
