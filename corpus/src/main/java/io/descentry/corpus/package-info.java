/** Recorded training runs with truth labels: reading them, sending them as trainers would, and scoring what was said about them. */
@NullMarked
package io.descentry.corpus;

import org.jspecify.annotations.NullMarked;
