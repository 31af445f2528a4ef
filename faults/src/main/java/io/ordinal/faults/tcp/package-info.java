/** TCP proxies that stand between two processes and fail on demand. */
@NullMarked
package io.ordinal.faults.tcp;

import org.jspecify.annotations.NullMarked;
