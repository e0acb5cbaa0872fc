package io.descentry.topology.node;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** What a node counts, as rate and total of Kafka Streams' own metrics (group {@code stream-descentry-metrics}). */
final class Counters {
    private final ProcessorContext<?, ?> context;
    private final Map<String, Map<String, Sensor>> sensors = new HashMap<>();

    Counters(ProcessorContext<?, ?> context) {
        this.context = context;
    }

    /**
     * Counts one.
     *
     * @param what for example dead-letters
     * @param which one of few values, for example a reason code; never anything a sender chooses
     */
    void count(String what, String which) {
        Map<String, Sensor> ofIt = sensors.get(what);
        Sensor sensor = ofIt == null ? null : ofIt.get(which);
        (sensor == null ? added(what, which) : sensor).record();
    }

    private Sensor added(String what, String which) {
        Sensor sensor = context.metrics()
                .addRateTotalSensor(
                        "descentry", context.taskId() + "-" + which, what, Sensor.RecordingLevel.INFO, "which", which);
        sensors.computeIfAbsent(what, absent -> new HashMap<>()).put(which, sensor);
        return sensor;
    }

    /** Removes the sensors; a task that moves away leaves no metric behind. */
    void close() {
        sensors.values().forEach(which -> which.values().forEach(context.metrics()::removeSensor));
        sensors.clear();
    }
}
