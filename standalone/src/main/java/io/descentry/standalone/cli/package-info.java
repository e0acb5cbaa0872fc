/** The command line of a checkout: all verbs, those with an embedded broker included. */
@NullMarked
package io.descentry.standalone.cli;

import org.jspecify.annotations.NullMarked;
