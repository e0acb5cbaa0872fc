package io.descentry.detect;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes and checks the parameters of detectors: records whose components each carry a {@link Parameter}. */
final class Parameters {
    private Parameters() {}

    /** Parameters as they are where nothing is set. */
    static <P extends Record> P defaults(Class<P> type) {
        return make(type, Map.of());
    }

    /**
     * Parameters with some values set.
     *
     * @param set values by name of the component; those not named keep their default
     * @throws IllegalArgumentException if a value is out of range or does not go with another
     */
    static <P extends Record> P make(Class<P> type, Map<String, Double> set) {
        List<Class<?>> types = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            types.add(component.getType());
            Double value = set.get(component.getName());
            values.add(typed(component.getType(), value == null ? of(component).value() : value));
        }
        try {
            var constructor = type.getDeclaredConstructor(types.toArray(new Class<?>[0]));
            constructor.setAccessible(true);
            return constructor.newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException wrong) {
                throw wrong;
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Refuses values out of their range; for the constructor of a record, with all its components in order. */
    static void check(Class<? extends Record> type, Object... values) {
        RecordComponent[] components = type.getRecordComponents();
        if (components.length != values.length) {
            throw new IllegalStateException(type + " checks " + values.length + " of " + components.length);
        }
        for (int i = 0; i < values.length; i++) {
            Parameter range = of(components[i]);
            double value = values[i] instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) values[i]).doubleValue();
            Range.check(setting(components[i].getName()), value, range.least(), range.most());
        }
    }

    /** What a component of a record of parameters may be. */
    static Parameter of(RecordComponent component) {
        Parameter parameter = component.getAnnotation(Parameter.class);
        if (parameter == null) {
            throw new IllegalStateException(component + " carries no @Parameter");
        }
        return parameter;
    }

    /** The name of a component as a setting: {@code startRatio} is {@code start-ratio}. */
    static String setting(String component) {
        return component.replaceAll("(?<!^)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static Object typed(Class<?> type, double value) {
        if (type == int.class) {
            return (int) value;
        }
        if (type == long.class) {
            return (long) value;
        }
        if (type == boolean.class) {
            return value != 0;
        }
        return value;
    }
}
