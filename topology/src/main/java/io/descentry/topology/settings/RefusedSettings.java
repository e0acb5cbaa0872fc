package io.descentry.topology.settings;

import org.jspecify.annotations.Nullable;

/**
 * Why what was set for a scope is not in force. It never quotes a value that was set.
 *
 * @param reason stable code, for example SETTING_REFUSED or UNDECODABLE
 * @param message the same in words
 * @param exception class of the exception behind it, or null if the content was refused
 */
public record RefusedSettings(
        String reason, String message, @Nullable String exception) {

    static RefusedSettings because(String reason, String message) {
        return new RefusedSettings(reason, message, null);
    }
}
