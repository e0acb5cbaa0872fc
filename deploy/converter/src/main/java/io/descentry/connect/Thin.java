package io.descentry.connect;

import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Lets few of the steps of a job through: all at first, then ever fewer, so that about as many are kept of each doubling of the
 * number of steps. A million steps leave about 1,800 rows. Which ones depends on the step alone, so a record that comes
 * again, or by another task, is treated as before.
 */
public final class Thin<R extends ConnectRecord<R>> implements Transformation<R>, Versioned {
    private static final String COUNTER = "counter.field";
    private static final String NEEDED = "needed.field";
    private static final String KEPT = "kept.per.doubling";
    private static final ConfigDef CONFIG = new ConfigDef()
            .define(COUNTER, ConfigDef.Type.STRING, "step", ConfigDef.Importance.HIGH, "Column that counts steps.")
            .define(
                    NEEDED,
                    ConfigDef.Type.STRING,
                    ConfigDef.Importance.HIGH,
                    "Column without which a record is dropped: it must be neither null nor an empty object.")
            .define(
                    KEPT,
                    ConfigDef.Type.INT,
                    128,
                    ConfigDef.Range.between(1, 1 << 20),
                    ConfigDef.Importance.MEDIUM,
                    "Steps that are kept of each doubling, if all are reported; rounded down to a power of two.");

    private String counter = "step";
    private String needed = "";
    private long kept = 128;

    @Override
    public void configure(Map<String, ?> settings) {
        Map<String, Object> values = CONFIG.parse(settings);
        counter = String.valueOf(values.get(COUNTER));
        needed = String.valueOf(values.get(NEEDED));
        kept = Long.highestOneBit((Integer) Objects.requireNonNull(values.get(KEPT)));
    }

    @Override
    public @Nullable R apply(R record) {
        if (!(record.value() instanceof Struct row)) {
            return null;
        }
        Object content = row.get(needed);
        return content == null || "{}".equals(content) || !keeps(row.getInt64(counter)) ? null : record;
    }

    /** Steps of a doubling lie a power of two apart. */
    boolean keeps(long step) {
        long stride = Math.max(1, Long.highestOneBit(Math.max(1, step)) / kept);
        return step % stride == 0;
    }

    @Override
    public ConfigDef config() {
        return CONFIG;
    }

    @Override
    public String version() {
        String version = Thin.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public void close() {}
}
