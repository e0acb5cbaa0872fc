/** A real Kafka broker and a development Schema Registry in this JVM, for one machine, demos and tests. */
@NullMarked
package io.descentry.standalone;

import org.jspecify.annotations.NullMarked;
