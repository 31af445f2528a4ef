package io.ordinal.protocol;

/**
 * Asks the leader of the key's range to write.
 *
 * @param attempt 1 for the first, raised for each retry of the same request
 * @param bornAfter the highest number the client had seen when it made the request. A range that has forgotten answers
 *     given after that number cannot tell whether the request ran, and will not run it
 */
public record WriteRequest(RequestId request, int attempt, long bornAfter, Operation operation, Condition condition)
        implements ClientRequest {}
