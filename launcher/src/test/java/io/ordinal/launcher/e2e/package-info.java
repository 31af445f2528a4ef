/**
 * Whole clusters tried from outside: processes that are started by the {@code ordinal} command, killed and paused by
 * signals, and asked through the Java client and {@code ordinal status}.
 */
@NullMarked
package io.ordinal.launcher.e2e;

import org.jspecify.annotations.NullMarked;
