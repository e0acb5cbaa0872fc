/** The way to a real Alertmanager, and from there to a webhook. */
@NullMarked
package io.descentry.it.alertmanager;

import org.jspecify.annotations.NullMarked;
