/** How ranges move: the plan and its steps as a pure state machine. */
@NullMarked
package io.ordinal.rebalancer;

import org.jspecify.annotations.NullMarked;
