/** What the server counts and times, by Micrometer, for Prometheus. */
@NullMarked
package io.ordinal.webserver.micrometer;

import org.jspecify.annotations.NullMarked;
