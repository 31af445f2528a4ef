/** The thread that runs a process's candidate for the office of sequencer. */
@NullMarked
package io.ordinal.sequencer.thread;

import org.jspecify.annotations.NullMarked;
