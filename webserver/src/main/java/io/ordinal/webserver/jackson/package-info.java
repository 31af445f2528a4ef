/** JSON in and out, by Jackson. */
@NullMarked
package io.ordinal.webserver.jackson;

import org.jspecify.annotations.NullMarked;
