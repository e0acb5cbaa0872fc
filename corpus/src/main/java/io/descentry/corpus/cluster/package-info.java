/** A cluster of training jobs made of recorded runs, with faults put in where they arise and the truth about them. */
@NullMarked
package io.descentry.corpus.cluster;

import org.jspecify.annotations.NullMarked;
