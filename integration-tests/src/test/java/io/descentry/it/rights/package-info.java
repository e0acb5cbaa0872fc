/** What each program may do on brokers that ask. */
@NullMarked
package io.descentry.it.rights;

import org.jspecify.annotations.NullMarked;
