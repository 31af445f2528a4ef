package io.ordinal.webserver;

import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request was meant for this server and may come from where it comes from.
 *
 * <p>A page of any site can send requests to loopback, and by DNS rebinding can make its own name resolve to it, so
 * that the browser takes the store for the page's own server. But the browser then says that name in {@code Host}.
 * So only names pass that no stranger can own: loopback, the address that the server listens on, and those that its
 * operator gave. A request that names an {@code Origin} comes from a page, and passes only if that page is ours.
 */
public final class HostGuard {
    private final TreeSet<String> names = new TreeSet<>();

    /**
     * @param bind the host that the server listens on
     * @param allowed further names, without ports
     */
    public HostGuard(String bind, Collection<String> allowed) {
        names.add("localhost");
        names.add("::1");
        names.add(normal(bind));
        allowed.forEach(name -> names.add(normal(name)));
    }

    /**
     * @param host the {@code Host} header, or the authority of an absolute target; null if there is none
     * @param origin the {@code Origin} header; null if there is none
     * @throws ProblemException (400, 421, 403)
     */
    void check(@Nullable String host, @Nullable String origin) {
        if (host == null) {
            throw new ProblemException(Problems.badRequest("the Host header is missing"));
        }
        if (!isOurs(nameOf(host))) {
            throw new ProblemException(Problems.wrongHost(host));
        }
        if (origin != null && !isSame(origin, host)) {
            throw new ProblemException(Problems.originRefused(origin));
        }
    }

    private boolean isOurs(String name) {
        return names.contains(name) || isLoopbackLiteral(name);
    }

    /** 127.0.0.0/8, written in full: short forms such as 127.1 are names to a resolver. */
    private static boolean isLoopbackLiteral(String name) {
        return name.matches("127(\\.(0|[1-9][0-9]{0,2})){3}");
    }

    private static boolean isSame(String origin, String host) {
        int scheme = origin.indexOf("://");
        return scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
    }

    /** The host of {@code HOST[:PORT]}, in lower case, an IPv6 address without its brackets; empty if it is none. */
    private static String nameOf(String authority) {
        if (authority.startsWith("[")) {
            int end = authority.indexOf(']');
            return end > 0 && isPort(authority.substring(end + 1)) ? normal(authority.substring(1, end)) : "";
        }
        int colon = authority.indexOf(':');
        String port = colon < 0 ? "" : authority.substring(colon);
        return isPort(port) ? normal(colon < 0 ? authority : authority.substring(0, colon)) : "";
    }

    private static boolean isPort(String text) {
        return text.isEmpty() || text.matches(":[0-9]{1,5}");
    }

    private static String normal(String name) {
        String bare = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        return bare.toLowerCase(Locale.ROOT);
    }
}
