package io.ordinal.protocol;

/** What nodes and the sequencer say to each other. */
public sealed interface SequencerMessage extends Message permits GrantRequest, Grant, GrantRefused {}
