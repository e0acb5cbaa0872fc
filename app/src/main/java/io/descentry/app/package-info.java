/** What the verbs of the command line share: the terminal and the progress of long work. */
@NullMarked
package io.descentry.app;

import org.jspecify.annotations.NullMarked;
