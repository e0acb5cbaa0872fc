/** One contract for every registry that speaks Confluent's API. */
@NullMarked
package io.descentry.it.registry;

import org.jspecify.annotations.NullMarked;
