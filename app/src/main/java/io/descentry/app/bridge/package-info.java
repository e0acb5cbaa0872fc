/** The bridge: what is open in {@code descentry.alerts} is kept open in Alertmanager, and ended there when it is over. */
@NullMarked
package io.descentry.app.bridge;

import org.jspecify.annotations.NullMarked;
