/** Who is first: terms, reservations and grants as a pure state machine. */
@NullMarked
package io.ordinal.sequencer;

import org.jspecify.annotations.NullMarked;
