/** What is deployed: the chart, the compose file, the image. */
@NullMarked
package io.descentry.it.deploy;

import org.jspecify.annotations.NullMarked;
