/** How callers ask: routing, retries and outcomes. The core is pure. */
@NullMarked
package io.ordinal.client;

import org.jspecify.annotations.NullMarked;
