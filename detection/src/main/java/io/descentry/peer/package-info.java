/** What jobs tell groups of their peers, what groups make of it, and what they tell the jobs. */
@NullMarked
package io.descentry.peer;

import org.jspecify.annotations.NullMarked;
