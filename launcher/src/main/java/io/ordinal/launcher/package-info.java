/** The ordinal command. */
@NullMarked
package io.ordinal.launcher;

import org.jspecify.annotations.NullMarked;
