/** The memories of jobs on a real broker: what is written when, and who may read it. */
@NullMarked
package io.descentry.it.state;

import org.jspecify.annotations.NullMarked;
