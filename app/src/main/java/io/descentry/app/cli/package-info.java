/** The command line: verbs, their options, and how errors are told. */
@NullMarked
package io.descentry.app.cli;

import org.jspecify.annotations.NullMarked;
