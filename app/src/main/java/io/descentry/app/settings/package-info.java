/** The settings of the service: where they come from, what they may be, and how they are shown. */
@NullMarked
package io.descentry.app.settings;

import org.jspecify.annotations.NullMarked;
