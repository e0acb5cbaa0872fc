package io.descentry.it.layers;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The modules and which of the others each may use. */
enum Module {
    SCHEMAS,
    DETECTION,
    TOPOLOGY(SCHEMAS, DETECTION),
    CORPUS(SCHEMAS),
    APP(SCHEMAS, DETECTION, TOPOLOGY, CORPUS),
    STANDALONE(SCHEMAS, DETECTION, TOPOLOGY, CORPUS, APP);

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<Module> below;

    Module(Module... below) {
        this.below = Set.of(below);
    }

    /** The classes that were compiled in this module, taken from its directory or its jar. */
    DescribedPredicate<JavaClass> classes() {
        String name = name().toLowerCase(Locale.ROOT);
        return DescribedPredicate.describe(
                "classes of " + name,
                type -> type.getBaseComponentType()
                        .getSource()
                        .map(source -> source.getUri().toString())
                        .filter(uri ->
                                uri.contains("/" + name + "/target/") || uri.contains("/descentry-" + name + "-"))
                        .isPresent());
    }

    /** Classes of modules that this one must not know. */
    DescribedPredicate<JavaClass> forbidden() {
        Set<Module> others = Arrays.stream(values())
                .filter(module -> module != this && !below.contains(module))
                .collect(Collectors.toSet());
        return others.stream()
                .map(Module::classes)
                .reduce((one, other) -> one.or(other))
                .orElseGet(DescribedPredicate::alwaysFalse);
    }
}
