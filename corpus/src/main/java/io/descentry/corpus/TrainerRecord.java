package io.descentry.corpus;

import io.descentry.avro.EvalSummary;
import io.descentry.avro.Heartbeat;
import io.descentry.avro.JobDescription;
import io.descentry.avro.StepSummary;
import io.descentry.schemas.Topic;
import java.time.Instant;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** One record that a trainer publishes. */
public sealed interface TrainerRecord {

    /** What the job is, or that it ended. */
    record Job(JobDescription value) implements TrainerRecord {
        @Override
        public Topic topic() {
            return Topic.JOBS;
        }

        @Override
        public String jobId() {
            return value.getJobId();
        }

        @Override
        public Instant time() {
            return value.getTime();
        }

        @Override
        public Job at(Instant time) {
            return new Job(copyAt(value, new JobDescription(), time));
        }
    }

    /** One optimizer step of one rank. */
    record Step(StepSummary value) implements TrainerRecord {
        @Override
        public Topic topic() {
            return Topic.STEPS;
        }

        @Override
        public String jobId() {
            return value.getJobId();
        }

        @Override
        public Instant time() {
            return value.getTime();
        }

        @Override
        public Step at(Instant time) {
            return new Step(copyAt(value, new StepSummary(), time));
        }
    }

    /** One evaluation. */
    record Eval(EvalSummary value) implements TrainerRecord {
        @Override
        public Topic topic() {
            return Topic.EVALS;
        }

        @Override
        public String jobId() {
            return value.getJobId();
        }

        @Override
        public Instant time() {
            return value.getTime();
        }

        @Override
        public Eval at(Instant time) {
            return new Eval(copyAt(value, new EvalSummary(), time));
        }
    }

    /** A sign of life of one rank. */
    record Beat(Heartbeat value) implements TrainerRecord {
        @Override
        public Topic topic() {
            return Topic.HEARTBEATS;
        }

        @Override
        public String jobId() {
            return value.getJobId();
        }

        @Override
        public Instant time() {
            return value.getTime();
        }

        @Override
        public Beat at(Instant time) {
            return new Beat(copyAt(value, new Heartbeat(), time));
        }
    }

    /** The Avro record. */
    SpecificRecord value();

    /** Where it is published. */
    Topic topic();

    /** The key it is published under. */
    String jobId();

    /** Event time. */
    Instant time();

    /** The same record at another time; it shares its contents with this one. */
    TrainerRecord at(Instant time);

    private static <T extends SpecificRecord> T copyAt(T from, T blank, Instant time) {
        for (Schema.Field field : from.getSchema().getFields()) {
            blank.put(field.pos(), from.get(field.pos()));
        }
        blank.put(Objects.requireNonNull(from.getSchema().getField("time")).pos(), time);
        return blank;
    }
}
