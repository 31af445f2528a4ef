/** The store over HTTP: resources, problems and limits. */
@NullMarked
package io.ordinal.webserver;

import org.jspecify.annotations.NullMarked;
