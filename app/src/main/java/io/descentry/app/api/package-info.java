/** The HTTP API: how jobs stand and what is open, answered from any instance. */
@NullMarked
package io.descentry.app.api;

import org.jspecify.annotations.NullMarked;
