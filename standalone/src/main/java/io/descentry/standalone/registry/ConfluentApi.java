package io.descentry.standalone.registry;

import static io.descentry.standalone.registry.Routes.list;
import static io.descentry.standalone.registry.Routes.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.descentry.standalone.registry.Lookups.Show;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Confluent's REST API, as far as Avro needs it: which request asks what of the store. */
final class ConfluentApi {
    private static final String SUBJECT = "/subjects/{subject}";
    private static final String VERSION = "/subjects/{subject}/versions/{version}";

    private final SchemaStore store;
    private final Changes changes;

    private ConfluentApi(SchemaStore store) {
        this.store = store;
        this.changes = new Changes(store);
    }

    static Routes over(SchemaStore store) {
        ConfluentApi api = new ConfluentApi(store);
        Routes routes = new Routes();
        routes.on("GET", "/", request -> object());
        api.subjects(routes);
        api.schemas(routes);
        api.compatibility(routes);
        api.settings(routes);
        return routes;
    }

    private Lookups lookups() {
        return new Lookups(store.book());
    }

    private void subjects(Routes routes) {
        routes.on(
                        "GET",
                        "/subjects",
                        request -> list(
                                lookups().subjects(request.query().getOrDefault("subjectPrefix", ""), request.show())))
                .on(
                        "POST",
                        SUBJECT,
                        request -> described(lookups()
                                .same(
                                        request.subject(),
                                        AvroText.parse(request.schema(), store.book())
                                                .given(),
                                        request.show())))
                .on(
                        "DELETE",
                        SUBJECT,
                        request -> list(changes.deleteSubject(request.subject(), request.flag("permanent"))))
                .on(
                        "GET",
                        SUBJECT + "/versions",
                        request -> list(lookups().versions(request.subject(), request.show()).stream()
                                .map(StoredSchema::version)
                                .toList()))
                .on(
                        "POST",
                        SUBJECT + "/versions",
                        request -> object().put("id", changes.register(request.subject(), request.schema())))
                .on("GET", VERSION, request -> described(version(request)))
                .on("GET", VERSION + "/schema", request -> raw(version(request)))
                .on("GET", VERSION + "/referencedby", request -> {
                    StoredSchema schema = version(request);
                    return list(store.book().referringIds(schema.subject(), schema.version()));
                })
                .on(
                        "DELETE",
                        VERSION,
                        request -> IntNode.valueOf(changes.deleteVersion(
                                request.subject(), request.version(), request.flag("permanent"))));
    }

    private void schemas(Routes routes) {
        routes.on("GET", "/schemas/types", request -> list(List.of("AVRO")))
                .on(
                        "GET",
                        "/schemas/ids/{id}",
                        request -> content(lookups().byId(request.id()).get(0)))
                .on(
                        "GET",
                        "/schemas/ids/{id}/schema",
                        request -> raw(lookups().byId(request.id()).get(0)))
                .on(
                        "GET",
                        "/schemas/ids/{id}/subjects",
                        request -> list(lookups().byId(request.id()).stream()
                                .filter(request.show())
                                .map(StoredSchema::subject)
                                .distinct()
                                .sorted()
                                .toList()))
                .on("GET", "/schemas/ids/{id}/versions", request -> {
                    ArrayNode versions = Routes.JSON.createArrayNode();
                    lookups().byId(request.id()).stream()
                            .filter(request.show())
                            .forEach(schema -> versions.addObject()
                                    .put("subject", schema.subject())
                                    .put("version", schema.version()));
                    return versions;
                });
    }

    private void compatibility(Routes routes) {
        routes.on("POST", "/compatibility/subjects/{subject}/versions/{version}", request -> {
                    AvroText candidate = AvroText.parse(request.schema(), store.book());
                    // A subject that has no versions yet is compatible with anything.
                    List<StoredSchema> earlier = Lookups.number(request.version()) == Lookups.LATEST
                                    && lookups().subjects(request.subject(), Show.LIVE).stream()
                                            .noneMatch(request.subject()::equals)
                            ? List.of()
                            : List.of(version(request));
                    return verdict(request, candidate, earlier);
                })
                .on(
                        "POST",
                        "/compatibility/subjects/{subject}/versions",
                        request -> verdict(
                                request,
                                AvroText.parse(request.schema(), store.book()),
                                store.book().versions(request.subject()).stream()
                                        .filter(Show.LIVE)
                                        .toList()));
    }

    private void settings(Routes routes) {
        routes.on("GET", "/config", request -> level(store.book().globalLevel()))
                .on("PUT", "/config", request -> setLevel(null, request))
                .on("DELETE", "/config", request -> level(changes.clearLevel(null)))
                .on("GET", "/config/{subject}", request -> level(levelOf(request)))
                .on("PUT", "/config/{subject}", request -> setLevel(request.subject(), request))
                .on("DELETE", "/config/{subject}", request -> level(changes.clearLevel(request.subject())))
                .on("GET", "/mode", request -> object().put("mode", "READWRITE"))
                .on("GET", "/mode/{subject}", request -> {
                    if (!request.flag("defaultToGlobal")) {
                        throw RegistryProblem.noModeOfItsOwn(request.subject());
                    }
                    return object().put("mode", "READWRITE");
                })
                .on("PUT", "/mode", request -> fixedMode())
                .on("PUT", "/mode/{subject}", request -> fixedMode())
                .on("GET", "/contexts", request -> list(List.of(".")));
    }

    private StoredSchema version(Request request) throws RegistryProblem {
        return lookups().version(request.subject(), request.version(), request.show());
    }

    private JsonNode verdict(Request request, AvroText candidate, List<StoredSchema> earlier) throws RegistryProblem {
        List<String> reasons = lookups().reasonsAgainst(request.subject(), candidate, earlier);
        ObjectNode verdict = object().put("is_compatible", reasons.isEmpty());
        if (request.flag("verbose")) {
            verdict.set("messages", list(reasons));
        }
        return verdict;
    }

    private CompatibilityLevel levelOf(Request request) throws RegistryProblem {
        if (request.flag("defaultToGlobal")) {
            return lookups().level(request.subject());
        }
        return store.book()
                .levelOf(request.subject())
                .orElseThrow(() -> RegistryProblem.noLevelOfItsOwn(request.subject()));
    }

    private JsonNode setLevel(@Nullable String subject, Request request) throws RegistryProblem {
        String name = request.field("compatibility").asText("");
        return object().put("compatibility", changes.setLevel(subject, name).name());
    }

    private static JsonNode fixedMode() throws RegistryProblem {
        throw RegistryProblem.notPermitted("a development registry is always in mode READWRITE");
    }

    private static JsonNode level(CompatibilityLevel level) {
        return object().put("compatibilityLevel", level.name());
    }

    private static ObjectNode content(StoredSchema schema) {
        ObjectNode content = object().put("schema", schema.schema().text());
        if (!schema.schema().references().isEmpty()) {
            content.set("references", LogFormat.references(schema.schema().references()));
        }
        return content;
    }

    private static JsonNode described(StoredSchema schema) {
        return object().put("subject", schema.subject())
                .put("version", schema.version())
                .put("id", schema.id())
                .setAll(content(schema));
    }

    private static JsonNode raw(StoredSchema schema) throws RegistryProblem {
        try {
            return Routes.JSON.readTree(schema.schema().text());
        } catch (com.fasterxml.jackson.core.JsonProcessingException bareName) {
            return TextNode.valueOf(schema.schema().text());
        }
    }
}
