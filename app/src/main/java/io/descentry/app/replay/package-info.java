/** Judging recorded runs: the verbs {@code replay} and {@code evaluate}. */
@NullMarked
package io.descentry.app.replay;

import org.jspecify.annotations.NullMarked;
