package io.descentry.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.descentry.avro.JobState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds for the data that the project carries. */
class RecordedRunsTest {
    private static final Path DATA = Path.of("data");
    /** Kinds that nothing in service looks for yet; some of their runs are carried. */
    private static final Set<String> LATER = Set.of("rank_desync", "straggler", "silent_rank", "stalled_job");

    @Test
    void every_run_has_a_label_and_every_label_a_run() throws IOException {
        List<String> labelled =
                Labels.read(DATA).all().stream().map(Label::run).sorted().toList();
        assertThat(Runs.in(DATA)).extracting(Run::name).isEqualTo(labelled);
    }

    @Test
    void every_kind_is_there_often_enough_and_so_are_healthy_runs() throws IOException {
        List<Label> labels = Labels.read(DATA).all();
        var runsByKind = labels.stream()
                .flatMap(label -> label.kinds().stream())
                .collect(Collectors.groupingBy(kind -> kind, Collectors.counting()));

        assertThat(runsByKind).hasSize(29);
        assertThat(runsByKind)
                .allSatisfy(
                        (kind, runs) -> assertThat(runs).as(kind).isGreaterThanOrEqualTo(LATER.contains(kind) ? 3 : 6));
        assertThat(labels.stream().filter(Label::healthy).count()).isGreaterThanOrEqualTo(labels.size() / 6);
    }

    @Test
    void it_is_small_enough_to_be_carried() throws IOException {
        try (var files = Files.list(DATA)) {
            List<Long> sizes = files.map(file -> file.toFile().length()).toList();
            assertThat(sizes).allMatch(size -> size < 2_000_000);
            assertThat(sizes.stream().mapToLong(Long::longValue).sum()).isLessThan(17_000_000);
        }
    }

    @Test
    void every_run_reads_in_the_order_of_time_from_its_job_to_its_end_or_breaks_off() throws IOException {
        Runs.in(DATA).parallelStream().forEach(RecordedRunsTest::readThrough);
    }

    private static void readThrough(Run run) {
        try (RunReader reader = run.open()) {
            TrainerRecord last = reader.read();
            if (!(last instanceof TrainerRecord.Job job)) {
                throw new AssertionError(run + " does not begin with its job");
            }
            Instant before = Instant.EPOCH;
            long planned = Objects.requireNonNullElse(job.value().getExpectedSteps(), 0L);
            long lastStep = -1;
            for (TrainerRecord next = last; next != null; next = reader.read()) {
                if (!next.time().isAfter(before) || !next.jobId().equals(run.name())) {
                    fail("%s: %s at %s follows %s", run, next.jobId(), next.time(), before);
                }
                before = next.time();
                last = next;
                lastStep =
                        next instanceof TrainerRecord.Step step ? step.value().getStep() : lastStep;
            }
            if (last instanceof TrainerRecord.Job end) {
                assertThat(end.value().getState()).isEqualTo(JobState.FINISHED);
            } else {
                assertThat(lastStep + 1)
                        .as("%s breaks off before its plan", run)
                        .isLessThan(planned);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
