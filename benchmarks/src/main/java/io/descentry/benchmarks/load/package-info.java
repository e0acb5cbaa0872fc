/** What trainers publish in a measurement: records of many jobs, made once and written quickly. */
@NullMarked
package io.descentry.benchmarks.load;

import org.jspecify.annotations.NullMarked;
