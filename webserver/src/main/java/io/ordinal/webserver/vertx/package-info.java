/** Routes and sockets, on Vert.x. */
@NullMarked
package io.ordinal.webserver.vertx;

import org.jspecify.annotations.NullMarked;
