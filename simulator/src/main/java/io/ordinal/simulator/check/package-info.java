/** What must hold of a cluster: histories, and the checkers that judge them. */
@NullMarked
package io.ordinal.simulator.check;

import org.jspecify.annotations.NullMarked;
