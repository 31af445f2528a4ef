package io.ordinal.protocol;

/** Made at random by a client when it starts; with a request number it names one request for ever. */
public record ClientId(long high, long low) implements Comparable<ClientId> {
    @Override
    public int compareTo(ClientId other) {
        return high != other.high ? Long.compare(high, other.high) : Long.compare(low, other.low);
    }

    @Override
    public String toString() {
        return String.format("%016x%016x", high, low);
    }
}
