/** How a job stands, for people to look at: its curves, its last numbers, what is open. Nothing here judges. */
@NullMarked
package io.descentry.health;

import org.jspecify.annotations.NullMarked;
