/** Import from and export to files: formats, state, and the commands. On commons-csv and Jackson. */
@NullMarked
package io.ordinal.repl.file;

import org.jspecify.annotations.NullMarked;
