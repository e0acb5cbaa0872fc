/** What Prometheus is told to ask and to alert about, by Prometheus' own programs. */
@NullMarked
package io.descentry.it.prometheus;

import org.jspecify.annotations.NullMarked;
