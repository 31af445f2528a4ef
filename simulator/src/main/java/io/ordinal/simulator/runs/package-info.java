/** Many simulations, several at a time: each in a thread of its own, which it shares with none. */
@NullMarked
package io.ordinal.simulator.runs;

import org.jspecify.annotations.NullMarked;
