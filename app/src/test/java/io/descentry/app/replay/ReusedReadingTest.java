package io.descentry.app.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.StepSummary;
import io.descentry.corpus.Run;
import io.descentry.corpus.RunReader;
import io.descentry.corpus.Runs;
import io.descentry.corpus.TrainerRecord;
import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.judge.Verdict;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import io.descentry.registry.InMemorySchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.topology.ReadStep;
import io.descentry.topology.StepDecoder;
import io.descentry.wire.RecordDecoder;
import io.descentry.wire.RecordEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nobody keeps a reading that is used again: spoilt after each step, it changes neither alerts nor memories. */
class ReusedReadingTest {
    private static final Path DATA = Path.of("../corpus/data");

    private final JobJudge judge = new JobJudge();
    private final RecordJudge records = new RecordJudge(judge);
    private final RecordEncoder<StepSummary> encoder;
    private final RecordDecoder<ReadStep> decoder;

    ReusedReadingTest() throws Exception {
        InMemorySchemaRegistry registry = InMemorySchemaRegistry.withOurSchemas();
        encoder = new RecordEncoder<>(Topic.STEPS, registry);
        decoder = StepDecoder.of(registry);
    }

    @Test
    void aReadingThatIsSpoiltAfterwardsChangesNothing() throws Exception {
        List<Run> runs = Runs.in(DATA);
        int told = 0;
        for (int i = 0; i < runs.size(); i += 10) {
            Way fresh = play(runs.get(i), false);
            Way spoilt = play(runs.get(i), true);
            assertThat(spoilt.words()).as(runs.get(i).name()).isEqualTo(fresh.words());
            assertThat(spoilt.memory()).as(runs.get(i).name()).isEqualTo(fresh.memory());
            told += fresh.words().size();
        }
        assertThat(told).isGreaterThan(20);
    }

    /** What came of a run: changes of alerts and reports to peers in words, and what is remembered. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by its parts.
    private record Way(List<String> words, byte[] memory) {}

    private Way play(Run run, boolean reused) throws Exception {
        List<String> words = new ArrayList<>();
        try (RunReader reader = run.open()) {
            TrainerRecord record = reader.read();
            JobMemory memory = judge.remember(record == null ? "" : record.jobId());
            for (; record != null; record = reader.read()) {
                judge.pass(memory, record.time().toEpochMilli()).forEach(passed -> tell(memory, passed, words));
                if (reused && record instanceof TrainerRecord.Step step) {
                    StepReading reading =
                            decoder.decode(encoder.encode(step.value())).reading();
                    tell(memory, judge.judge(memory, reading), words);
                    spoil(reading);
                } else {
                    tell(memory, records.judge(memory, record), words);
                }
            }
            return new Way(words, judge.write(memory));
        }
    }

    private void tell(JobMemory memory, Verdict verdict, List<String> words) {
        if (verdict instanceof Verdict.Judged judged) {
            var changes = judge.advance(memory, judged);
            changes.forEach(change -> words.add(change.toString()));
            judge.report(memory, judged, changes).forEach(report -> words.add(report.group()));
        }
    }

    private static void spoil(StepReading reading) {
        for (Series series : Series.values()) {
            reading.scalars().with(series, Double.NaN);
        }
        for (LayerSeries series : LayerSeries.values()) {
            Arrays.fill(reading.layers().column(series), Float.NaN);
        }
        reading.lossTerms().clear();
        reading.lossTerms().put("poison", Double.NaN);
        reading.is(-1, -1, -1, -1, true, true);
    }
}
