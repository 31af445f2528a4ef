/** The whole cluster in one thread from one seed, and the checkers of its histories. */
@NullMarked
package io.ordinal.simulator;

import org.jspecify.annotations.NullMarked;
