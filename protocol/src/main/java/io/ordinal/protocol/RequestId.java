package io.ordinal.protocol;

/** One write of one client, through all its attempts. */
public record RequestId(ClientId client, long number) implements Comparable<RequestId> {
    @Override
    public int compareTo(RequestId other) {
        int byClient = client.compareTo(other.client);
        return byClient != 0 ? byClient : Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return client + "." + number;
    }
}
