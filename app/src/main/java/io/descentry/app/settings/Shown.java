package io.descentry.app.settings;

import io.descentry.app.settings.Source.Raw;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** Settings as they may be shown: secrets masked, references as they were written. */
final class Shown {
    static final String MASK = "****";

    /** Shorter texts occur in messages by chance. */
    private static final int LONG_ENOUGH = 4;

    private static final Pattern CREDENTIALS_IN_URL = Pattern.compile("(?<=://)[^/@\\s,]+@");

    private final Map<String, Raw> raw;
    private final Map<String, String> resolved;
    private final ConfigDef own;
    private final ConfigDef registry;
    private final KafkaSettings kafka;

    Shown(Map<String, Raw> raw, Map<String, String> resolved, ConfigDef own, ConfigDef registry, KafkaSettings kafka) {
        this.raw = Map.copyOf(raw);
        this.resolved = Map.copyOf(resolved);
        this.own = own;
        this.registry = registry;
        this.kafka = kafka;
    }

    /** A message without the secrets that somebody may have quoted in it. */
    String masked(String message) {
        String masked = CREDENTIALS_IN_URL.matcher(message).replaceAll(MASK + "@");
        for (Map.Entry<String, String> setting : resolved.entrySet()) {
            boolean secret = isSecret(setting.getKey()) || isReferenced(setting.getKey());
            if (secret && setting.getValue().length() >= LONG_ENOUGH && !References.isReference(setting.getValue())) {
                masked = masked.replace(setting.getValue(), MASK);
            }
        }
        return masked;
    }

    String effective(AbstractConfig config) {
        Map<String, String> lines = new TreeMap<>();
        for (String name : own.names()) {
            lines.put(name, line(name, text(config.values().get(name))));
        }
        for (Map.Entry<String, Object> setting : registry.defaultValues().entrySet()) {
            lines.put(setting.getKey(), line(setting.getKey(), text(setting.getValue())));
        }
        for (String name : raw.keySet()) {
            lines.put(name, line(name, resolved.getOrDefault(name, "")));
        }
        return String.join(System.lineSeparator(), lines.values());
    }

    private String line(String name, String value) {
        Raw written = raw.get(name);
        if (written == null) {
            return name + "=" + value;
        }
        String text = References.isReference(written.text()) ? written.text() : value;
        String safe = isSecret(name) && !isOnlyReference(written.text())
                ? MASK
                : CREDENTIALS_IN_URL.matcher(text).replaceAll(MASK + "@");
        return name + "=" + safe + "  # " + written.origin();
    }

    private boolean isReferenced(String name) {
        Raw written = raw.get(name);
        return written != null && References.isReference(written.text());
    }

    private static boolean isOnlyReference(String text) {
        return Pattern.matches("\\$\\{[^}]*}", text);
    }

    private boolean isSecret(String name) {
        if (name.startsWith(KafkaSettings.PREFIX)) {
            return kafka.isSecret(name.substring(KafkaSettings.PREFIX.length()));
        }
        boolean known = own.names().contains(name)
                || registry.names().contains(name)
                || DetectorNames.all().contains(name);
        // What neither we nor the registry's definition know may be anything.
        return (!known && !References.isParameter(name)) || isPassword(own, name) || isPassword(registry, name);
    }

    private static boolean isPassword(ConfigDef definition, String name) {
        ConfigDef.ConfigKey key = definition.configKeys().get(name);
        return key != null && key.type == ConfigDef.Type.PASSWORD;
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof Collection<?> values
                ? String.join(
                        ",", new TreeSet<>(values.stream().map(String::valueOf).toList()))
                : String.valueOf(value);
    }
}
