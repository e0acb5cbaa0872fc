/** What all integration tests stand on: brokers, registries and processes. */
@NullMarked
package io.descentry.it.support;

import org.jspecify.annotations.NullMarked;
