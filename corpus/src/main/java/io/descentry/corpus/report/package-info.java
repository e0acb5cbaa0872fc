/** One page for a scored corpus: the score on top, below it each run with its picture and what was said about it. */
@NullMarked
package io.descentry.corpus.report;

import org.jspecify.annotations.NullMarked;
