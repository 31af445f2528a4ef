/** JMH benchmarks. */
@NullMarked
package io.ordinal.bench;

import org.jspecify.annotations.NullMarked;
