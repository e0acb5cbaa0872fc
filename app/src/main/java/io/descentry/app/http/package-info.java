/** A small read-only HTTP server. */
@NullMarked
package io.descentry.app.http;

import org.jspecify.annotations.NullMarked;
