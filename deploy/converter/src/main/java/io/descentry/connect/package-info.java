/** What Kafka Connect needs of us to bring our records into tables. */
@NullMarked
package io.descentry.connect;

import org.jspecify.annotations.NullMarked;
