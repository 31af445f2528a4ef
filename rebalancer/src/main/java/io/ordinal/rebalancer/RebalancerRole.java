package io.ordinal.rebalancer;

/**
 * What a candidate for the office of rebalancer is at the moment. {@link RebalancerCore#become} alone changes it.
 *
 * <pre>
 *   WATCHING ---- challenge, or the first map is due ----> TAKING ---- written ----> IN_OFFICE
 *   TAKING ---- somebody was faster ----> WATCHING
 *   IN_OFFICE ---- another reign in the map ----> WATCHING
 *   any but STOPPED ---- the map went back ----> BACK_IN_TIME ---- it is level again ----> WATCHING
 *   any ---- asked to stop ----> STOPPED
 * </pre>
 */
enum RebalancerRole {
    /** Somebody else is in office, or nobody. */
    WATCHING,
    /** Our write that takes the office is under way, or its outcome is unknown. */
    TAKING,
    /** The map names our reign, as far as we know. */
    IN_OFFICE,
    /** The map is behind what nodes have seen; an operator is needed. */
    BACK_IN_TIME,
    /** The end. */
    STOPPED;

    boolean mayBecome(RebalancerRole next) {
        return switch (this) {
            case WATCHING -> next == TAKING || next == BACK_IN_TIME || next == STOPPED;
            case TAKING -> next == IN_OFFICE || next == WATCHING || next == BACK_IN_TIME || next == STOPPED;
            case IN_OFFICE -> next == WATCHING || next == BACK_IN_TIME || next == STOPPED;
            case BACK_IN_TIME -> next == WATCHING || next == STOPPED;
            case STOPPED -> false;
        };
    }
}
