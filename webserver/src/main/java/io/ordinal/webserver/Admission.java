package io.ordinal.webserver;

/**
 * Bounds what the server has in hand: requests, bytes of their bodies, those of them that are heavy, and streams of
 * events. Not safe for use by several threads.
 */
public final class Admission {
    /** Each costs a connection, and an answer of the rebalancer that they share. */
    public static final int MAX_STREAMS = 32;

    private final int maxRequests;
    private final int maxHeavy;
    private final long maxBodyBytes;
    private int streams;
    private int requests;
    private int heavy;
    private long bodyBytes;

    public Admission(int maxRequests, int maxHeavy, long maxBodyBytes) {
        this.maxRequests = maxRequests;
        this.maxHeavy = maxHeavy;
        this.maxBodyBytes = maxBodyBytes;
    }

    /**
     * Takes a request in hand.
     *
     * @throws ProblemException (503) if there is too much in hand; it is not taken then
     */
    public void enter(Route route) {
        if (!route.isForOperators()) {
            if (requests >= maxRequests) {
                throw new ProblemException(
                        Problems.overloaded(requests + " requests are in hand, the most there may be"));
            }
            if (route.isHeavy() && heavy >= maxHeavy) {
                throw new ProblemException(Problems.overloaded(
                        heavy + " scans, batches and views of the cluster are in hand, the most there may be"));
            }
        }
        requests++;
        heavy += route.isHeavy() ? 1 : 0;
    }

    /** Gives back a request that was taken, and {@code heldBodyBytes} of its body. */
    public void leave(Route route, long heldBodyBytes) {
        requests--;
        heavy -= route.isHeavy() ? 1 : 0;
        bodyBytes -= heldBodyBytes;
    }

    /**
     * Takes a part of a body in hand.
     *
     * @throws ProblemException (503) if there is too much in hand; it is not taken then
     */
    public void hold(int bytes) {
        if (bodyBytes + bytes > maxBodyBytes) {
            throw new ProblemException(
                    Problems.overloaded("bodies of " + bodyBytes + " bytes are in hand, the most there may be"));
        }
        bodyBytes += bytes;
    }

    /**
     * Lets a request that was taken go on as a stream.
     *
     * @throws ProblemException (503) if there are too many; it is none then
     */
    public void openStream() {
        if (streams >= MAX_STREAMS) {
            throw new ProblemException(
                    Problems.overloaded(streams + " streams of events are open, the most there may be"));
        }
        streams++;
    }

    /** Gives back a stream that was let. */
    public void closeStream() {
        streams--;
    }

    public int requests() {
        return requests;
    }
}
