/** Stories as data: what trainers send, and the alerts that must come of it, through the real topology. */
@org.jspecify.annotations.NullMarked
package io.descentry.it.scenario;
