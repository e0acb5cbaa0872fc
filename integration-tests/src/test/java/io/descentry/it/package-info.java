/** What only a real broker shows. */
@org.jspecify.annotations.NullMarked
package io.descentry.it;
