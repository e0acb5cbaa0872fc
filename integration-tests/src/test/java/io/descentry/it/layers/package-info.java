/** The rules that hold the modules apart. */
@NullMarked
package io.descentry.it.layers;

import org.jspecify.annotations.NullMarked;
