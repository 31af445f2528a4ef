package io.ordinal.webserver;

import org.jspecify.annotations.Nullable;

/** The header fields of a request. */
@FunctionalInterface
public interface Headers {
    /** The field's value, whatever the case of {@code name}; several of one name joined by commas; null if there is none. */
    @Nullable
    String value(String name);
}
