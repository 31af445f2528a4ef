/** The one pipeline, connection and server socket, on Netty. */
@NullMarked
package io.ordinal.protocol.netty;

import org.jspecify.annotations.NullMarked;
