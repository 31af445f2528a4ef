/** The node wired to sockets and threads. */
@NullMarked
package io.ordinal.node.netty;

import org.jspecify.annotations.NullMarked;
