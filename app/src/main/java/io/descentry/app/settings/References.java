package io.descentry.app.settings;

import io.descentry.app.settings.Source.Raw;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Resolves references such as <code>${env:REGISTRY_PASSWORD}</code> and <code>${file:/run/secrets/kafka:password}</code> with
 * Kafka's own configuration providers, so that no secret has to stand in the settings. No other provider is ever loaded.
 */
final class References {
    static final String PROVIDERS = "config.providers";

    /** Parameters of a provider, for example {@code config.providers.file.param.allowed.paths}. */
    static final String PARAMETER_PREFIX = PROVIDERS + ".";

    static final List<String> NAMES = List.of("env", "file", "directory");

    private final Map<String, ConfigProvider> providers = new LinkedHashMap<>();

    /** @param names the providers that may be used; others than {@link #NAMES} are left out */
    References(List<String> names, Map<String, Raw> raw, Map<String, String> environment) {
        Map<String, Supplier<ConfigProvider>> known = Map.of(
                "env", () -> new EnvVarConfigProvider(environment),
                "file", FileConfigProvider::new,
                "directory", DirectoryConfigProvider::new);
        for (String name : names) {
            Supplier<ConfigProvider> supplier = known.get(name);
            if (supplier != null) {
                ConfigProvider provider = supplier.get();
                provider.configure(parameters(name, raw));
                providers.put(name, provider);
            }
        }
    }

    /** True for parameters of the providers. */
    static boolean isParameter(String name) {
        return NAMES.stream().anyMatch(provider -> name.startsWith(PARAMETER_PREFIX + provider + ".param."));
    }

    static boolean isReference(String text) {
        return ConfigTransformer.DEFAULT_PATTERN.matcher(text).find();
    }

    /** The settings with all references replaced; one problem for each that cannot be. */
    Map<String, String> resolve(Map<String, Raw> raw, List<String> problems) {
        ConfigTransformer transformer = new ConfigTransformer(providers);
        Map<String, String> resolved = new TreeMap<>();
        raw.forEach((name, value) -> {
            try {
                String text = isReference(value.text())
                        ? transformer
                                .transform(Map.of(name, value.text()))
                                .data()
                                .getOrDefault(name, "")
                        : value.text();
                Matcher left = ConfigTransformer.DEFAULT_PATTERN.matcher(text);
                if (left.find()) {
                    problems.add(name + " refers to " + left.group() + ", which " + reason(left.group(1)));
                }
                resolved.put(name, text);
            } catch (KafkaException e) {
                problems.add(name + " refers to " + value.text() + ", which cannot be read: " + e.getMessage());
            }
        });
        return resolved;
    }

    private String reason(String provider) {
        return providers.containsKey(provider)
                ? "is not set"
                : "asks a provider that is not allowed; " + PROVIDERS + " allows "
                        + String.join(", ", providers.keySet());
    }

    private static Map<String, String> parameters(String provider, Map<String, Raw> raw) {
        String prefix = PARAMETER_PREFIX + provider + ".param.";
        Map<String, String> parameters = new TreeMap<>();
        raw.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                parameters.put(name.substring(prefix.length()), value.text());
            }
        });
        return parameters;
    }
}
