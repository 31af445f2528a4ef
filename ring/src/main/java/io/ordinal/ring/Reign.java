package io.ordinal.ring;

import java.util.UUID;

/**
 * Who holds the office of rebalancer. It is taken by writing the cluster map with a higher number.
 *
 * @param owner a random id per candidacy, by which a holder knows its own write when it reads back
 */
public record Reign(long number, UUID owner, Member holder) {}
