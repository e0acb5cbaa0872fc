/** The topics of the product on a broker: what they should be like, creating and comparing them. */
@NullMarked
package io.descentry.app.topics;

import org.jspecify.annotations.NullMarked;
