package io.ordinal.ring;

/**
 * The intention to make two ranges of one.
 *
 * @param token the last of the first part
 */
public record Split(long token) implements Reshape {
    boolean isInside(TokenRange tokens) {
        return tokens.contains(token) && token != tokens.endInclusive();
    }

    /** What of {@code whole} comes up to the token. */
    public TokenRange first(TokenRange whole) {
        return new TokenRange(whole.startExclusive(), token);
    }

    /** What of {@code whole} comes behind the token. */
    public TokenRange second(TokenRange whole) {
        return new TokenRange(token, whole.endInclusive());
    }

    @Override
    public String toString() {
        return "split at " + Tokens.toString(token);
    }
}
