package io.descentry.app.settings;

import io.descentry.registry.SchemaRegistries;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which settings are the registry client's. The built-in client reads those of its definition; Confluent's own client, once a
 * user chose it, has more, which are known by how their names begin.
 */
final class RegistryNames {
    private static final String CLIENT_CLASS = "schema.registry.client.class";
    private static final List<String> CONFLUENT =
            List.of("schema.registry.", "basic.auth.", "bearer.auth.", "sasl.", "proxy.", "http.", "rule.", "rules.");

    private RegistryNames() {}

    /** The names among these that go to the registry client. */
    static Set<String> in(Set<String> names) {
        Set<String> found = new TreeSet<>(SchemaRegistries.definition().names());
        found.retainAll(names);
        if (names.contains(CLIENT_CLASS)) {
            names.stream()
                    .filter(name -> CONFLUENT.stream().anyMatch(name::startsWith))
                    .forEach(found::add);
        }
        return found;
    }

    /** The settings that go to the registry client. */
    static Map<String, String> of(Map<String, String> all) {
        Map<String, String> registry = new TreeMap<>(all);
        registry.keySet().retainAll(in(all.keySet()));
        return registry;
    }
}
