/** The service: one Kafka Streams instance with its health, its metrics and its end. */
@NullMarked
package io.descentry.app.service;

import org.jspecify.annotations.NullMarked;
