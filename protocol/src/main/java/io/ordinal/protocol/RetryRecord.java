package io.ordinal.protocol;

/**
 * What a range answered a request, kept so that a retry gets the same answer.
 *
 * @param sequence the number the request took in the log
 * @param applied false for a {@link LogRecord.Refused}
 * @param currentSequence what a rejection reported; 0 if applied
 */
public record RetryRecord(RequestId request, long sequence, boolean applied, long currentSequence) {}
