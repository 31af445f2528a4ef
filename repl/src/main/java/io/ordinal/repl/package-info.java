/** Talk to the store by hand: commands and their output. */
@NullMarked
package io.ordinal.repl;

import org.jspecify.annotations.NullMarked;
