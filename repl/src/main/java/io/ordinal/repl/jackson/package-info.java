/** Answers as JSON, on Jackson. */
@NullMarked
package io.ordinal.repl.jackson;

import org.jspecify.annotations.NullMarked;
