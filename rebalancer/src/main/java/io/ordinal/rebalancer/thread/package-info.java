/** The thread that runs a process's candidate for the office of rebalancer. */
@NullMarked
package io.ordinal.rebalancer.thread;

import org.jspecify.annotations.NullMarked;
