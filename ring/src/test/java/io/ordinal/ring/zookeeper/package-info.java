@NullMarked
package io.ordinal.ring.zookeeper;

import org.jspecify.annotations.NullMarked;
