/** The one thread that runs a pure core: drain a queue, step, tick. */
@NullMarked
package io.ordinal.protocol.thread;

import org.jspecify.annotations.NullMarked;
