/** The designs that are compared; each runs in a JVM of its own and measures itself. */
@NullMarked
package io.descentry.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
