/** What becomes of records on their way into tables. */
@NullMarked
package io.descentry.connect;

import org.jspecify.annotations.NullMarked;
