/** Who owns a key: tokens, the ring, placement, ring differences and the cluster map. Pure values and ports. */
@NullMarked
package io.ordinal.ring;

import org.jspecify.annotations.NullMarked;
