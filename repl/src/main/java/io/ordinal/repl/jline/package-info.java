/** The terminal, on JLine. */
@NullMarked
package io.ordinal.repl.jline;

import org.jspecify.annotations.NullMarked;
