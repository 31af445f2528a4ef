package io.ordinal.ring;

/** Who can promise and acknowledge: a node together with the disk that remembers its promises. */
public record Member(NodeId node, DiskId disk) {
    @Override
    public String toString() {
        return node.name();
    }
}
