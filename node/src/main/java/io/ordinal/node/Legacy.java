package io.ordinal.node;

import io.ordinal.protocol.Position;
import java.util.Optional;

/**
 * What is left of a range when others are made of it.
 *
 * @param handedOut how far its log was handed to the table
 * @param lent the lease that this node lent for it, if it may still run
 */
record Legacy(DurableRange durable, RetryMemory retries, Position handedOut, Optional<Voter.Lent> lent) {}
