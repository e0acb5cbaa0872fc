/** What one machine promises: that it keeps what it took. */
@NullMarked
package io.descentry.it.standalone;

import org.jspecify.annotations.NullMarked;
