/** The client wired to sockets and threads. */
@NullMarked
package io.ordinal.client.netty;

import org.jspecify.annotations.NullMarked;
