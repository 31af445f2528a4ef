/**
 * How callers ask: routing, retries and outcomes. {@link io.ordinal.client.OrdinalClient} is what a caller holds; the
 * core beneath it is pure, and {@code .netty} gives it sockets and a thread.
 */
@NullMarked
package io.ordinal.client;

import org.jspecify.annotations.NullMarked;
