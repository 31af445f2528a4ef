package io.ordinal.ring;

/** Where a process listens: a host name or IP address, and a TCP port. */
public record Address(String host, int port) {
    public Address {
        if (host.isBlank()) {
            throw new IllegalArgumentException("an address needs a host: HOST:PORT");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is between 1 and 65535, not " + port);
        }
    }

    /**
     * Reads {@code HOST:PORT}; an IPv6 host stands in brackets.
     *
     * @throws IllegalArgumentException saying what is wrong with {@code text}
     */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("'" + text + "' is no address: write HOST:PORT");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new Address(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no address: the port is not a number", e);
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
