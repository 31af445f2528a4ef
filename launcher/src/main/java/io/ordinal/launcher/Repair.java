package io.ordinal.launcher;

/**
 * What an operator has one start of a node do about data that were lost.
 *
 * @param rebuild whether journal and table are set aside, so that the others fill the node again
 * @param acceptLoss whether what the journal holds is taken for the truth, whatever may be missing
 */
record Repair(boolean rebuild, boolean acceptLoss) {
    static final Repair NONE = new Repair(false, false);
}
