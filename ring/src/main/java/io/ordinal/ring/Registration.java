package io.ordinal.ring;

/**
 * What a live node says of itself in its ephemeral.
 *
 * @param runNumber raised durably at each start of the node, so that of two registrations the newer is known
 * @param address where the others reach it: the only place where its host and port are written
 * @param softwareVersion for people; nothing is decided by it
 */
public record Registration(
        Member member, long runNumber, Address address, String rack, int weight, String softwareVersion) {}
