/** Data in and out in bulk: what is under way, in which order, how far it came. Knows nothing of files and formats. */
@NullMarked
package io.ordinal.repl.transfer;

import org.jspecify.annotations.NullMarked;
