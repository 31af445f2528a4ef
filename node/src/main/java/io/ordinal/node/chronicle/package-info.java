/** The journal, on Chronicle Queue. */
@NullMarked
package io.ordinal.node.chronicle;

import org.jspecify.annotations.NullMarked;
