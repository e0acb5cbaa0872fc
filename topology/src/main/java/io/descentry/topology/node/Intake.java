package io.descentry.topology.node;

import io.descentry.avro.EvalSummary;
import io.descentry.avro.Heartbeat;
import io.descentry.avro.JobDescription;
import io.descentry.avro.PeerNote;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.topology.PeerNotes;
import io.descentry.topology.ReadStep;
import io.descentry.topology.Readings;
import io.descentry.topology.Soundness;
import io.descentry.topology.StepDecoder;
import io.descentry.topology.TopologySettings;
import io.descentry.wire.RecordDecoder;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Reads what arrives: sound records go to the judge, all others to the dead letters. */
public final class Intake implements Processor<byte[], ConsumerRecord<byte[], byte[]>, byte[], Object> {
    private final String judge;
    private final String deadLetters;
    private final Map<String, Inlet<?>> inlets;
    private final BatchInlet batches;
    private final RegistryOutage outage;
    private ProcessorContext<byte[], Object> context;
    private Counters counters;

    /**
     * @param judge node for sound records
     * @param deadLetters node for all others
     */
    public Intake(SchemaRegistry registry, TopologySettings settings, String judge, String deadLetters) {
        var soundness = new Soundness(settings.maxAhead().toMillis());
        this.judge = judge;
        this.deadLetters = deadLetters;
        this.outage = new RegistryOutage(settings.registryHold().toMillis());
        Inlet<JobDescription> jobs = new Inlet<>(
                new RecordDecoder<>(JobDescription.class, registry),
                Inlet.Belongs.by(JobDescription::getJobId),
                soundness::check,
                job -> new Sound.Description(Readings.of(job)));
        Inlet<ReadStep> steps = new Inlet<>(
                StepDecoder.of(registry), ReadStep::isOf, soundness::check, step -> new Sound.Step(step.reading()));
        Inlet<EvalSummary> evals = new Inlet<>(
                new RecordDecoder<>(EvalSummary.class, registry),
                Inlet.Belongs.by(EvalSummary::getJobId),
                soundness::check,
                eval -> new Sound.Evaluation(Readings.of(eval)));
        Inlet<Heartbeat> heartbeats = new Inlet<>(
                new RecordDecoder<>(Heartbeat.class, registry),
                Inlet.Belongs.by(Heartbeat::getJobId),
                soundness::check,
                beat -> new Sound.Beat(Readings.of(beat)));
        Inlet<PeerNote> notes = new Inlet<>(
                new RecordDecoder<>(PeerNote.class, registry),
                Inlet.Belongs.by(PeerNote::getJobId),
                soundness::check,
                note -> new Sound.Note(PeerNotes.of(note).orElse(null)));
        this.batches = new BatchInlet(StepDecoder.ofBatches(registry), soundness);
        this.inlets = Map.of(
                Topic.JOBS.topicName(),
                jobs,
                Topic.STEPS.topicName(),
                steps,
                Topic.EVALS.topicName(),
                evals,
                Topic.HEARTBEATS.topicName(),
                heartbeats,
                Topic.PEER_NOTES.topicName(),
                notes);
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        this.context = context;
        this.counters = new Counters(context);
    }

    @Override
    public void process(Record<byte[], ConsumerRecord<byte[], byte[]>> record) {
        ConsumerRecord<byte[], byte[]> from = record.value();
        long now = context.currentSystemTimeMs();
        @Nullable DeadLetter known = outage.why(from.value(), now);
        if (known != null) {
            pass(record, known, now);
        } else if (from.topic().equals(Topic.STEP_BATCHES.topicName())) {
            batches.read(from, now, intaken -> pass(record, intaken, now));
        } else {
            Inlet<?> inlet = Objects.requireNonNull(inlets.get(from.topic()));
            pass(record, inlet.read(from, now), now);
        }
    }

    private void pass(Record<byte[], ConsumerRecord<byte[], byte[]>> record, Intaken intaken, long now) {
        ConsumerRecord<byte[], byte[]> from = record.value();
        if (intaken instanceof Arrived arrived) {
            counters.count("records", from.topic());
            context.forward(record.withValue(arrived), judge);
        } else if (intaken instanceof DeadLetter dead) {
            outage.note(from.value(), dead, now);
            counters.count("dead-letters", dead.reason());
            context.forward(dead.of(record, from), deadLetters);
        } else if (intaken instanceof Unsaid unsaid) {
            counters.count("dead-letters", unsaid.reason());
        }
    }

    @Override
    public void close() {
        counters.close();
    }
}
