/** What is said: message records and their codec. Pure values. */
@NullMarked
package io.ordinal.protocol;

import org.jspecify.annotations.NullMarked;
