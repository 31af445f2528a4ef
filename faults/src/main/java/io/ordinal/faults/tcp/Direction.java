package io.ordinal.faults.tcp;

/** Which way bytes go through a proxy. */
public enum Direction {
    /** From whoever connected to the server behind the proxy. */
    TO_SERVER,

    /** From the server back to whoever connected. */
    TO_CLIENT
}
