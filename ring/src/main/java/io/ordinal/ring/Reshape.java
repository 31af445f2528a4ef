package io.ordinal.ring;

/**
 * The intention to make other ranges of one. While the map names it, the range's leader seals the range: it adds nothing more
 * in its epoch.
 */
public sealed interface Reshape permits Split, Merge {}
