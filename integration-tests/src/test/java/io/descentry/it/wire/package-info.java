/** Our bytes through a real broker and a real registry, with Confluent's code on the other side. */
@NullMarked
package io.descentry.it.wire;

import org.jspecify.annotations.NullMarked;
