/** Many jobs at once: a simulated cluster through the real topology. */
@NullMarked
package io.descentry.it.cluster;

import org.jspecify.annotations.NullMarked;
