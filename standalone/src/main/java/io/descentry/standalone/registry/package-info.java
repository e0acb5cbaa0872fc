/** A development Schema Registry: Confluent's REST API for Avro over one compacted topic. */
@NullMarked
package io.descentry.standalone.registry;

import org.jspecify.annotations.NullMarked;
