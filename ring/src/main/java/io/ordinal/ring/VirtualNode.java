package io.ordinal.ring;

/** One token owned by a node: the end of the arc that the node holds the first replica of. */
public record VirtualNode(long token, NodeId node) {
    @Override
    public String toString() {
        return Tokens.toString(token) + "=" + node;
    }
}
