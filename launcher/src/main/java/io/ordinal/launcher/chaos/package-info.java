/**
 * Real processes, real faults: a cluster of its own on loopback, faults by signals and proxies, callers whose every answer
 * is written down, and the simulator's checkers over what they were told.
 */
@NullMarked
package io.ordinal.launcher.chaos;

import org.jspecify.annotations.NullMarked;
