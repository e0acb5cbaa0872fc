/** Instances that are killed again and again over one long run, and what must not show that they were. */
@NullMarked
package io.descentry.it.kill;

import org.jspecify.annotations.NullMarked;
