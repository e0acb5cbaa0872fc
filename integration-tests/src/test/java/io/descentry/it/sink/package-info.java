/** From topics to tables to panels: Kafka Connect, PostgreSQL and what Grafana asks of it. */
@NullMarked
package io.descentry.it.sink;

import org.jspecify.annotations.NullMarked;
