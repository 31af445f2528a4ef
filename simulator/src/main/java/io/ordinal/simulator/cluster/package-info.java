/** Processes of the simulated cluster: the production cores, and shells that carry out their effects in the world. */
@NullMarked
package io.ordinal.simulator.cluster;

import org.jspecify.annotations.NullMarked;
