package io.descentry.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.alert.AlertChange;
import io.descentry.detect.Evidence;
import io.descentry.detect.Kind;
import io.descentry.judge.Verdict.Judged;
import io.descentry.reading.EvalReading;
import io.descentry.reading.HeartbeatReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.JobFacts.Placement;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of jobs and ranks that fall silent, and of those that merely pause. */
class SilenceTest {
    private static final long SECOND = 1000;
    private static final Set<Kind> KINDS = EnumSet.of(Kind.STALLED_JOB, Kind.SILENT_RANK, Kind.NON_FINITE);
    private static final long HOUR = 3600 * SECOND;

    private final JobJudge judge = new JobJudge();
    private JobMemory memory = judge.remember("job");
    private final List<AlertChange> changes = new ArrayList<>();
    private long now;

    private SilenceTest described(int attempt, JobFacts.State state, int world, long planned) {
        JobFacts u = JobFacts.unknown("job");
        List<Placement> places = IntStream.range(0, world)
                .mapToObj(rank -> new Placement(rank, "host-" + rank / 2, null))
                .toList();
        JobFacts facts = new JobFacts(
                "job",
                attempt,
                state,
                now,
                u.name(),
                u.project(),
                u.owner(),
                u.cluster(),
                u.labels(),
                u.model(),
                u.task(),
                u.lossKind(),
                0,
                u.optimizer(),
                Double.NaN,
                0,
                u.precision(),
                -1,
                planned,
                world,
                List.of(),
                places,
                Map.of(),
                JobFacts.Origin.UNKNOWN);
        pass(now);
        advance(judge.describe(memory, facts));
        return this;
    }

    private SilenceTest job(int world, long planned) {
        return described(0, JobFacts.State.RUNNING, world, planned);
    }

    private SilenceTest step(long step, int rank, double loss) {
        pass(now);
        Scalars scalars = new Scalars().with(Series.LOSS, loss);
        advance(judge.judge(
                memory, new StepReading(0, rank, step, now, false, false, scalars, Map.of(), LayerColumns.none())));
        return this;
    }

    /** Steps from-to of several ranks, so long apart. */
    private SilenceTest steps(long from, long to, long millis, int... ranks) {
        for (long step = from; step <= to; step++) {
            now += millis;
            for (int rank : ranks) {
                step(step, rank, 2);
            }
        }
        return this;
    }

    private SilenceTest evaluation(long step) {
        pass(now);
        advance(judge.judge(memory, new EvalReading(0, step, now, "validation", true, 2, Map.of())));
        return this;
    }

    private SilenceTest beats(int count, long step) {
        for (int beat = 0; beat < count; beat++) {
            now += 10 * SECOND;
            pass(now);
            advance(judge.judge(memory, new HeartbeatReading(0, 0, step, now)));
        }
        return this;
    }

    private SilenceTest silence(long millis) {
        now += millis;
        pass(now);
        return this;
    }

    private SilenceTest restartedService() {
        memory = judge.read("job", judge.write(memory));
        return this;
    }

    private void pass(long at) {
        judge.pass(memory, at).forEach(this::advance);
    }

    private void advance(Verdict verdict) {
        if (verdict instanceof Judged judged) {
            changes.addAll(judge.advance(memory, judged));
        }
    }

    /** Losses do not move here, of which other tests know what to say. */
    private List<String> told() {
        return changes.stream()
                .filter(change -> KINDS.contains(change.kind()))
                .map(change -> change.kind().id() + " " + change.status() + " " + change.severity() + " "
                        + change.subject() + " at " + change.detectedStep())
                .toList();
    }

    static Stream<Arguments> look_alikes() {
        return Stream.of(
                healthy(
                        "a checkpoint of two seconds beside steps of a few milliseconds",
                        test -> test.job(1, 400)
                                .steps(0, 99, 5, 0)
                                .silence(2 * SECOND)
                                .steps(100, 199, 5, 0)
                                .silence(2 * SECOND)
                                .steps(200, 399, 5, 0)),
                healthy(
                        "pauses that grow",
                        test -> test.job(1, 4000)
                                .steps(0, 99, 100, 0)
                                .silence(20 * SECOND)
                                .steps(100, 199, 100, 0)
                                .silence(90 * SECOND)
                                .steps(200, 299, 100, 0)
                                .silence(400 * SECOND)
                                .steps(300, 399, 100, 0)),
                healthy(
                        "steps of a minute",
                        test -> test.job(1, 1000).steps(0, 60, 60 * SECOND, 0).silence(299 * SECOND)),
                healthy(
                        "a first step that takes fifteen minutes",
                        test -> test.job(1, 100).steps(0, 3, 900 * SECOND, 0).steps(4, 50, SECOND, 0)),
                healthy(
                        "long evaluations that tell of their splits",
                        test -> test.job(1, 1000)
                                .steps(0, 99, SECOND, 0)
                                .silence(20 * SECOND)
                                .evaluation(99)
                                .silence(90 * SECOND)
                                .evaluation(100)
                                .steps(100, 150, SECOND, 0)),
                healthy(
                        "summaries of every thousandth step while heartbeats tell of all",
                        test -> test.job(1, 100_000)
                                .steps(0, 10, SECOND, 0)
                                .beats(1, 20)
                                .beats(1, 40)
                                .beats(1, 60)
                                .beats(1, 80)
                                .beats(1, 100)),
                healthy(
                        "the end of the plan, for ever",
                        test -> test.job(1, 100).steps(0, 99, SECOND, 0).silence(2 * HOUR)),
                healthy(
                        "a job that says that it failed",
                        test -> test.job(1, 1000)
                                .steps(0, 99, SECOND, 0)
                                .described(0, JobFacts.State.FAILED, 1, 1000)
                                .silence(2 * HOUR)),
                healthy("ranks that report every tenth step", test -> {
                    test.job(4, 10_000);
                    for (int i = 0; i < 30; i++) {
                        test.steps(10L * i, 10L * i, SECOND, 0, 1, 2, 3).steps(10L * i + 1, 10L * i + 9, SECOND, 0);
                    }
                }),
                healthy(
                        "ranks that only said hello",
                        test -> test.job(8, 10_000)
                                .steps(0, 0, SECOND, 0, 1, 2, 3, 4, 5, 6, 7)
                                .steps(1, 500, SECOND, 0)),
                healthy(
                        "reports switched off but for rank 0",
                        test -> test.job(4, 10_000)
                                .steps(0, 99, SECOND, 0, 1, 2, 3)
                                .steps(100, 500, SECOND, 0)),
                healthy("replicas without a barrier, one of them thirty times slower from a step on", test -> {
                    test.job(4, 100_000);
                    for (int step = 0; step < 600; step++) {
                        test.steps(step, step, 2, 0, 1);
                        if (step % 3 == 0) {
                            test.step(step / 3, 2, 2);
                        }
                        if ((step < 60 && step % 2 == 0) || step % 60 == 0) {
                            test.step(step < 60 ? step / 2 : 30 + step / 60, 3, 2);
                        }
                    }
                }),
                healthy("batches of reports that arrive one rank after the other", test -> {
                    test.job(4, 100_000);
                    for (int batch = 0; batch < 10; batch++) {
                        for (int rank = 0; rank < 4; rank++) {
                            test.now -= rank == 0 ? 0 : 25 * SECOND;
                            test.steps(25L * batch, 25L * batch + 24, SECOND, rank);
                        }
                    }
                }),
                healthy(
                        "a rank that has done its part before the others",
                        test -> test.job(4, 100)
                                .steps(0, 50, 5, 0, 1, 2, 3)
                                .steps(51, 99, 5, 1)
                                .steps(51, 99, 5, 0, 2, 3)));
    }

    private static Arguments healthy(String name, Consumer<SilenceTest> story) {
        return Arguments.of(name, story);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("look_alikes")
    void nothing_is_said_of(String name, Consumer<SilenceTest> story) {
        story.accept(this);
        assertThat(told()).as(name).isEmpty();
    }

    @ParameterizedTest(name = "steps of {0} ms: told after {1} s")
    @CsvSource({"5, 30", "5000, 30", "8000, 40", "60000, 300", "400000, 1800"})
    void a_stall_is_told_when_the_silence_is_too_long_and_not_before(long stepMillis, long seconds) {
        job(1, 100_000).steps(0, 99, stepMillis, 0);
        long last = now;
        silence(seconds * SECOND - 1);
        assertThat(told()).isEmpty();
        silence(1);
        assertThat(told()).containsExactly("stalled_job FIRING CRITICAL job at 99");
        assertThat(changes.get(0).timeMillis()).isEqualTo(last + seconds * SECOND);
    }

    @Test
    void it_does_not_matter_when_silence_is_noticed_nor_whether_the_service_was_restarted_meanwhile() {
        List<List<AlertChange>> ways = new ArrayList<>();
        for (int way = 0; way < 3; way++) {
            SilenceTest told = new SilenceTest().job(1, 1000).steps(0, 99, 5, 0);
            if (way == 1) {
                told.silence(29 * SECOND).silence(2 * SECOND).silence(9 * SECOND);
            } else if (way == 2) {
                told.restartedService().silence(30 * SECOND).restartedService().silence(10 * SECOND);
            } else {
                told.now += 40 * SECOND;
            }
            ways.add(told.steps(100, 120, 5, 0).changes);
        }
        assertThat(ways.get(0)).hasSize(2);
        assertThat(ways.get(1)).isEqualTo(ways.get(0));
        assertThat(ways.get(2)).isEqualTo(ways.get(0));
    }

    @Test
    void a_stall_ends_with_the_next_step_and_a_later_one_is_told_after_the_cool_down() {
        job(1, 1000).steps(0, 99, 5, 0).silence(40 * SECOND).steps(100, 199, 5, 0);
        assertThat(told())
                .containsExactly("stalled_job FIRING CRITICAL job at 99", "stalled_job RESOLVED CRITICAL job at 99");
        changes.clear();
        silence(HOUR);
        assertThat(told()).containsExactly("stalled_job FIRING CRITICAL job at 199");
    }

    @Test
    void a_job_that_never_makes_a_step_is_told_after_twenty_minutes_in_each_attempt() {
        job(1, 1000).silence(1199 * SECOND);
        assertThat(told()).isEmpty();
        silence(SECOND).described(1, JobFacts.State.RUNNING, 1, 1000).silence(1200 * SECOND);
        assertThat(told())
                .containsExactly(
                        "stalled_job FIRING CRITICAL job at 0",
                        "stalled_job RESOLVED CRITICAL job at 0",
                        "stalled_job FIRING CRITICAL job at 0");
    }

    @Test
    void heartbeats_tell_a_job_that_hangs_from_one_that_is_gone() {
        job(1, 1000).steps(0, 99, SECOND, 0).beats(4, 99);
        AlertChange hangs = changes.get(0);
        assertThat(hangs.evidence()).extracting(Evidence::series).contains("seconds since the last heartbeat");
        assertThat(hangs.causes().get(0).id()).isEqualTo("data_loader");

        SilenceTest gone = new SilenceTest()
                .job(1, 1000)
                .beats(12, -1)
                .steps(0, 99, SECOND, 0)
                .silence(HOUR);
        assertThat(gone.changes.get(0).causes().get(0).id()).isEqualTo("process_gone");
    }

    @Test
    void the_rank_that_did_not_come_to_the_step_of_the_others_is_the_suspect() {
        job(4, 1000)
                .steps(0, 99, SECOND, 0, 1, 2, 3)
                .steps(100, 100, SECOND, 0, 1, 3)
                .silence(HOUR);
        assertThat(told()).containsExactly("stalled_job FIRING CRITICAL job at 100");
        assertThat(changes.get(0).rank()).isEqualTo(2);
        assertThat(changes.get(0).evidence()).extracting(Evidence::series).contains("last step of rank 2 on host-1");
        assertThat(changes.get(0).causes().get(0).id()).isEqualTo("hung_collective");
    }

    @Test
    void a_job_that_stops_beside_a_nan_pages_nobody_again() {
        job(1, 1000).steps(0, 99, 5, 0);
        now += 5;
        step(100, 0, Double.NaN).silence(HOUR);
        assertThat(told())
                .containsExactly("non_finite FIRING CRITICAL loss at 100", "stalled_job FIRING INFO job at 100");
        assertThat(changes.get(1).place().pages()).isFalse();
        assertThat(changes.get(1).place().incident()).isEqualTo(changes.get(0).fingerprint());
    }

    @Test
    void the_first_of_several_silent_ranks_names_the_alert_and_their_hosts_stand_beside() {
        job(8, 10_000).steps(0, 99, SECOND, 0, 1, 2, 3, 4, 5, 6, 7).steps(100, 160, SECOND, 0, 1, 2, 3, 4, 5);
        assertThat(told()).containsExactly("silent_rank FIRING CRITICAL rank:6 at 131");
        assertThat(changes.get(0).firstStep()).isEqualTo(100);
        assertThat(changes.get(0).evidence())
                .extracting(Evidence::series)
                .containsExactly(
                        "steps of others without rank 6 on host-3", "steps of others without rank 7 on host-3");
        assertThat(changes.get(0).causes().get(0).id()).isEqualTo("host_gone");
    }

    @Test
    void a_rank_that_was_heard_of_once_is_missed_when_nearly_all_others_go_on() {
        job(4, 1000).steps(0, 0, 5, 0, 1, 2, 3).steps(1, 80, 5, 0, 1, 3);
        assertThat(told()).containsExactly("silent_rank FIRING CRITICAL rank:2 at 64");
        assertThat(changes.get(0).causes().get(0).id()).isEqualTo("never_joined");
    }

    @Test
    void the_reporting_rank_may_be_the_silent_one_and_come_back() {
        job(4, 1000).steps(0, 89, 5, 0, 1, 2, 3).steps(90, 149, 5, 1, 2, 3).restartedService();
        assertThat(told()).containsExactly("silent_rank FIRING CRITICAL rank:0 at 137");
        steps(150, 180, 5, 0, 1, 2, 3);
        assertThat(told()).last().isEqualTo("silent_rank RESOLVED CRITICAL rank:0 at 137");
    }
}
