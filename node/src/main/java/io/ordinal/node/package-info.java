/** What is stored: the replica state machine, replication and takeover. Pure. */
@NullMarked
package io.ordinal.node;

import org.jspecify.annotations.NullMarked;
