/** Load on a cluster from outside: how fast it answers while a fixed number of operations is always under way. */
@NullMarked
package io.ordinal.launcher.load;

import org.jspecify.annotations.NullMarked;
