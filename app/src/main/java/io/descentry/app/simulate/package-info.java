/** The verb {@code simulate}: a cluster of many jobs is judged, and what is said of it is compared with the truth. */
@NullMarked
package io.descentry.app.simulate;

import org.jspecify.annotations.NullMarked;
