package io.ordinal.node.chronicle;

/** Which record of the journal: the number of its batch, and its place in it. Rises along the journal. */
record RecordNumber(long batch, int index) implements Comparable<RecordNumber> {
    @Override
    public int compareTo(RecordNumber other) {
        return batch != other.batch ? Long.compare(batch, other.batch) : Integer.compare(index, other.index);
    }
}
