package io.descentry.registry;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/**
 * Confluent's own client behind our interface, for users who have its jar: what it can do beyond ours (OAuth, SASL
 * inheritance, its proxies and metrics) works as its documentation says.
 *
 * <p>It is used by reflection because its artifacts are not on Maven Central, and the types are taken from the class
 * itself, so that relocated copies work as well.
 */
final class ConfluentClient implements SchemaRegistry {
    private static final int MAX_SCHEMAS = 1_000;

    private final Object client;
    private final Method schemaById;
    private final Method parse;
    private final Method idOf;
    private final Method register;
    private final Method compatible;
    private final Method incompatibilities;
    private final Method setLevel;
    private final Memory<Integer, Schema> schemas = new Memory<>(MAX_SCHEMAS);

    /**
     * @param type CachedSchemaRegistryClient or a class with the same constructor and methods
     * @param configs all settings, handed on as they are
     * @throws ConfigException if the class is none, or if it refuses the settings
     */
    ConfluentClient(Class<?> type, List<String> urls, Map<String, ?> configs) {
        try {
            schemaById = type.getMethod("getSchemaById", int.class);
            Class<?> parsed = schemaById.getReturnType();
            parse = type.getMethod("parseSchema", String.class, String.class, List.class);
            idOf = type.getMethod("getId", String.class, parsed);
            register = type.getMethod("register", String.class, parsed);
            compatible = type.getMethod("testCompatibility", String.class, parsed);
            incompatibilities = type.getMethod("testCompatibilityVerbose", String.class, parsed);
            setLevel = type.getMethod("updateCompatibility", String.class, String.class);
            client = type.getConstructor(List.class, int.class, Map.class).newInstance(urls, MAX_SCHEMAS, configs);
        } catch (InvocationTargetException e) {
            throw unusable(type, "refuses its settings: " + e.getCause());
        } catch (ReflectiveOperationException e) {
            throw unusable(type, "is no client that can be used here: " + e.getMessage());
        }
    }

    @Override
    public Schema byId(int id) throws SchemaRegistryException {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        Schema schema = read(call(schemaById, id), id);
        schemas.put(id, schema);
        return schema;
    }

    @Override
    public int idOf(String subject, String schema) throws SchemaRegistryException {
        return (Integer) call(idOf, subject, parsed(schema));
    }

    @Override
    public int register(String subject, String schema) throws SchemaRegistryException {
        return (Integer) call(register, subject, parsed(schema));
    }

    @Override
    public List<String> incompatibilities(String subject, String schema) throws SchemaRegistryException {
        try {
            List<?> reasons = (List<?>) call(incompatibilities, subject, parsed(schema));
            if (reasons.isEmpty() && !(boolean) call(compatible, subject, parsed(schema))) {
                // Some registries say no and give no reasons.
                return List.of("the registry calls it incompatible");
            }
            return reasons.stream().map(String::valueOf).toList();
        } catch (SchemaRegistryException.NotFound e) {
            return List.of();
        }
    }

    @Override
    public void setCompatibility(String subject, String level) throws SchemaRegistryException {
        call(setLevel, subject, level);
    }

    @Override
    public void close() {
        if (client instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException("Confluent's client cannot be closed", e);
            }
        }
    }

    private Object parsed(String schema) throws SchemaRegistryException {
        Optional<?> parsed = (Optional<?>) call(parse, "AVRO", schema, List.of());
        if (parsed.isEmpty()) {
            throw new SchemaRegistryException.Refused("Confluent's client cannot parse the schema");
        }
        return parsed.get();
    }

    /** Through text: its Avro classes may be relocated, ours are not. References are expanded in it. */
    private static Schema read(Object parsed, int id) throws SchemaRegistryException {
        try {
            Object type = parsed.getClass().getMethod("schemaType").invoke(parsed);
            if (!"AVRO".equals(type)) {
                throw new SchemaRegistryException.NotFound("schema id " + id + " is of type " + type + ", not AVRO");
            }
            Object raw = parsed.getClass().getMethod("rawSchema").invoke(parsed);
            return new Schema.Parser(NameValidator.NO_VALIDATION)
                    .setValidateDefaults(false)
                    .parse(raw.toString());
        } catch (ReflectiveOperationException | RuntimeException | StackOverflowError e) {
            throw new SchemaRegistryException.NotFound("schema id " + id + " is no Avro schema that can be read: " + e);
        }
    }

    private Object call(Method method, Object... arguments) throws SchemaRegistryException {
        try {
            return method.invoke(client, arguments);
        } catch (InvocationTargetException e) {
            throw translate(method.getName(), e.getCause() == null ? e : e.getCause());
        } catch (IllegalAccessException e) {
            throw new SchemaRegistryException.Refused(method.getName() + ": " + e.getMessage());
        }
    }

    private static SchemaRegistryException translate(String method, Throwable fault) {
        String message = method + ": " + fault;
        int status = status(fault);
        if (status == 404) {
            return new SchemaRegistryException.NotFound(message);
        }
        return status == 429 || status >= 500 || status < 0
                ? new SchemaRegistryException.Unavailable(message, fault)
                : new SchemaRegistryException.Refused(message);
    }

    /** The HTTP status of its RestClientException; -1 for anything else, which means that nobody answered. */
    private static int status(Throwable fault) {
        try {
            return (Integer) fault.getClass().getMethod("getStatus").invoke(fault);
        } catch (ReflectiveOperationException | ClassCastException e) {
            return -1;
        }
    }

    private static ConfigException unusable(Class<?> type, String why) {
        return new ConfigException(RegistrySettings.CLIENT_CLASS + ": " + type.getName() + " " + why);
    }
}
