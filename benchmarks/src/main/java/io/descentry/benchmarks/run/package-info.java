/** One measurement: broker, peers in turns, figures, tables. */
@NullMarked
package io.descentry.benchmarks.run;

import org.jspecify.annotations.NullMarked;
