/** What the container image starts. */
@NullMarked
package io.descentry.image;

import org.jspecify.annotations.NullMarked;
