package io.descentry.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descentry.avro.JobState;
import io.descentry.avro.LayerStatistics;
import io.descentry.avro.RankPlacement;
import io.descentry.corpus.TrainerRecord.Eval;
import io.descentry.corpus.TrainerRecord.Job;
import io.descentry.corpus.TrainerRecord.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunReaderTest {
    private static final String JOB = "{'type':'job','job_id':'r','layers':[{'name':'fc1'},{'name':'fc2'}]}";

    @TempDir
    private Path folder;

    @Test
    void a_run_is_its_job_its_steps_and_evaluations_and_its_end() throws IOException {
        List<TrainerRecord> records = read(
                "{'type':'job','job_id':'r7','framework':'pytorch','num_classes':10,'learning_rate':0.01,'world_size':4,"
                        + "'expected_steps':1,'layers':[{'name':'fc1','kind':'linear','parameters':3120,"
                        + "'activation':'relu','trainable':false}]}",
                "{'type':'step','rank':2,'step':0,'epoch':0,'time_ms':5000,'step_time_ms':1.5,'loss':2.3,"
                        + "'loss_terms':{'data':2,'regularization':0.3},'grad_norm':1.1,'clipped':true,'input_nonfinite':3}",
                "{'type':'eval','step':1,'epoch':0.5,'split':'validation','loss':2.1,'accuracy':0.25}");

        assertThat(records).extracting(TrainerRecord::jobId).containsOnly("r7");
        var job = ((Job) records.get(0)).value();
        assertThat(job.getState()).isEqualTo(JobState.RUNNING);
        assertThat(job.getNumClasses()).isEqualTo(10);
        assertThat(job.getWorldSize()).isEqualTo(4);
        assertThat(job.getExpectedSteps()).isEqualTo(1);
        assertThat(job.getLayers().get(0).getParameters()).isEqualTo(3120);
        assertThat(job.getLayers().get(0).getFrozen()).isTrue();
        var step = ((Step) records.get(1)).value();
        assertThat(step.getRank()).isEqualTo(2);
        assertThat(step.getLoss()).isEqualTo(2.3);
        assertThat(step.getLossTerms()).containsEntry("regularization", 0.3);
        assertThat(step.getClipped()).isTrue();
        assertThat(step.getInputNonfinite()).isEqualTo(3);
        assertThat(step.getComputeTimeMs()).isEqualTo(1.5);
        var eval = ((Eval) records.get(2)).value();
        assertThat(eval.getSplit()).isEqualTo("validation");
        assertThat(eval.getMetrics()).containsEntry("accuracy", 0.25);
        var end = ((Job) records.get(3)).value();
        assertThat(end.getState()).isEqualTo(JobState.FINISHED);
        assertThat(end.getFramework()).isEqualTo("pytorch");
        assertThat(records).hasSize(4);
    }

    @Test
    void a_log_that_a_trainer_wrote_says_what_its_records_said() throws IOException {
        List<TrainerRecord> records = read(
                "{'type':'job','attempt':2,'world_size':2,'precision':'fp16','warmup_steps':40,'expected_steps':100,"
                        + "'name':'digits','project':'vision','owner':'ada','cluster':'west','labels':{'team':'a'},"
                        + "'image':'i:1','dataset':'mnist','reference_job':'r6','settings':{'loss_spike.patience':'9'},"
                        + "'ranks':[{'rank':1,'host':'node-1','device':'cuda:0','rack':null}]}",
                "{'type':'step','step':0,'step_time_ms':9,'compute_time_ms':4,'step_skipped':true,'loss_scale':1024,"
                        + "'parameter_digest':-7}",
                "{'type':'eval','step':0,'metrics':{'f1':0.5},'accuracy':0.25,'samples':397,'checkpoint':'c7'}",
                "{'type':'job','attempt':2,'world_size':2,'state':'CANCELLED'}");

        var job = ((Job) records.get(0)).value();
        assertThat(job.getAttempt()).isEqualTo(2);
        assertThat(job.getPrecision()).isEqualTo("fp16");
        assertThat(job.getWarmupSteps()).isEqualTo(40);
        assertThat(List.of(job.getName(), job.getProject(), job.getOwner(), job.getCluster()))
                .containsExactly("digits", "vision", "ada", "west");
        assertThat(List.of(job.getImage(), job.getDataset(), job.getReferenceJob()))
                .containsExactly("i:1", "mnist", "r6");
        assertThat(job.getLabels()).containsOnly(Map.entry("team", "a"));
        assertThat(job.getSettings()).containsOnly(Map.entry("loss_spike.patience", "9"));
        assertThat(job.getRanks()).containsExactly(new RankPlacement(1, "node-1", "cuda:0", null));
        var step = ((Step) records.get(1)).value();
        assertThat(step.getAttempt()).isEqualTo(2);
        assertThat(step.getStepSkipped()).isTrue();
        assertThat(step.getLossScale()).isEqualTo(1024);
        assertThat(step.getComputeTimeMs()).isEqualTo(4);
        assertThat(step.getParameterDigest()).isEqualTo(-7);
        var eval = ((Eval) records.get(2)).value();
        assertThat(eval.getMetrics()).containsOnly(Map.entry("f1", 0.5), Map.entry("accuracy", 0.25));
        assertThat(eval.getSamples()).isEqualTo(397);
        assertThat(eval.getCheckpoint()).isEqualTo("c7");
        assertThat(records).as("it says its end itself").hasSize(4);
        assertThat(((Job) records.get(3)).value().getState()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void every_field_but_type_and_step_may_be_missing() throws IOException {
        List<TrainerRecord> records = read(
                "{'type':'job','num_classes':null,'world_size':null}",
                "{'type':'step','step':3}",
                "",
                "{'type':'eval','step':3,'accuracy':null}");

        assertThat(records).extracting(TrainerRecord::jobId).containsOnly("run");
        assertThat(((Job) records.get(0)).value().getWorldSize()).isEqualTo(1);
        assertThat(((Step) records.get(1)).value().getLoss()).isNull();
        assertThat(((Eval) records.get(2)).value().getMetrics()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"NaN, NaN", "Infinity, Infinity", "-Infinity, -Infinity"})
    void non_finite_numbers_are_strings(String written, Double meant) throws IOException {
        List<TrainerRecord> records = read(
                JOB,
                "{'type':'step','step':0,'loss':'" + written + "','layers':[{'name':'fc1','weight_norm':'" + written
                        + "'}]}");

        var step = ((Step) records.get(1)).value();
        assertThat(step.getLoss()).isEqualTo(meant);
        assertThat(step.getLayers().getWeightNorm()).containsExactly(meant.floatValue(), 0f);
    }

    @Test
    void layer_objects_become_columns_in_the_order_of_the_job() throws IOException {
        LayerStatistics columns = columns(
                "{'name':'fc2','grad_norm':2,'grad_nonfinite':0,'activation_mean':0.2,"
                        + "'activation_nonfinite':1},"
                        + "{'name':'fc1','weight_norm':1,'weight_nonfinite':0,'update_norm':0.1},{'name':'unknown','grad_norm':9}");

        assertThat(columns.getGradNorm()).containsExactly(0f, 2f);
        assertThat(columns.getGradNonfinite())
                .as("fc1 got no gradient: marked, as its 0 means nothing")
                .containsExactly(-1f, 0f);
        assertThat(columns.getActivationNonfinite()).containsExactly(-1f, 1f);
        assertThat(columns.getWeightNonfinite()).containsExactly(0f, -1f);
        assertThat(columns.getUpdateNorm()).containsExactly(0.1f, -1f);
        assertThat(columns.getActivationSaturatedFraction())
                .as("no layer has it")
                .isEmpty();
    }

    @Test
    void a_log_without_counts_of_non_finite_values_still_marks_layers_without_gradient() throws IOException {
        assertThat(columns("{'name':'fc2','grad_norm':2}").getGradNonfinite()).containsExactly(-1f, 0f);
    }

    @Test
    void a_step_without_layers_has_no_columns() throws IOException {
        assertThat(columns("").getGradNorm()).isEmpty();
        assertThat(columns("").getGradNonfinite()).isEmpty();
    }

    @Test
    void times_strictly_increase_though_the_clocks_of_ranks_differ() throws IOException {
        List<TrainerRecord> records = read(
                JOB,
                "{'type':'step','rank':0,'step':0,'time_ms':5000}",
                "{'type':'step','rank':1,'step':0,'time_ms':4990}",
                "{'type':'step','rank':0,'step':1,'time_ms':5010}",
                "{'type':'eval','step':2}",
                "{'type':'step','step':2}");

        assertThat(millis(records)).containsExactly(4999L, 5000L, 5001L, 5010L, 5011L, 6010L, 6011L);
    }

    @Test
    void evaluations_before_the_first_step_find_room_before_it() throws IOException {
        List<TrainerRecord> records = read(JOB, "{'type':'eval','step':0}", "{'type':'step','step':0,'time_ms':5000}");

        assertThat(millis(records)).containsExactly(4998L, 4999L, 5000L, 5001L);
    }

    @Test
    void steps_without_any_time_are_a_second_apart() throws IOException {
        List<TrainerRecord> records =
                read(JOB, "{'type':'step','step':0}", "{'type':'eval','step':0}", "{'type':'step','step':1}");

        Instant first = records.get(1).time();
        assertThat(records.get(2).time()).isEqualTo(first.plusMillis(1));
        assertThat(records.get(3).time()).isEqualTo(first.plus(Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'step','loss':1}          | \"step\" is missing",
                "{'type':'step','step':1,'loss':{}} | \"loss\" is not a number",
                "{'type':'step','step':1.5}        | \"step\" is not a whole number",
                "{'type':'note','step':1}          | \"type\" is none of",
                "{'type':'step','st                | Unexpected end-of-input",
                "[1]                               | not a JSON object"
            },
            quoteCharacter = '`')
    void an_unreadable_line_is_named(String line, String problem) {
        assertThatThrownBy(() -> read(JOB, "{'type':'step','step':0,'time_ms':5}", line))
                .isInstanceOf(RunFormatException.class)
                .hasMessageContaining("run.jsonl.gz, line 3: ")
                .hasMessageContaining(problem);
    }

    @Test
    void a_file_cut_in_the_middle_is_an_error_that_names_it() throws IOException {
        Path file = write(JOB, "{'type':'step','step':0,'time_ms':5}");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 12));

        assertThatThrownBy(() -> Run.in(file).extent())
                .isInstanceOf(RunFormatException.class)
                .hasMessageContaining("run.jsonl.gz, line");
    }

    @Test
    void a_record_moved_in_time_keeps_its_contents() throws IOException {
        TrainerRecord step = read(JOB, "{'type':'step','step':7,'loss':0.5}").get(1);

        TrainerRecord moved = step.at(Instant.ofEpochMilli(42));

        assertThat(moved.time()).isEqualTo(Instant.ofEpochMilli(42));
        assertThat(((Step) moved).value().getLoss()).isEqualTo(0.5);
        assertThat(step.time()).isNotEqualTo(moved.time());
    }

    private LayerStatistics columns(String layers) throws IOException {
        return ((Step) read(JOB, "{'type':'step','step':0,'layers':[" + layers + "]}")
                        .get(1))
                .value()
                .getLayers();
    }

    private static List<Long> millis(List<TrainerRecord> records) {
        return records.stream().map(record -> record.time().toEpochMilli()).toList();
    }

    private List<TrainerRecord> read(String... lines) throws IOException {
        var records = new ArrayList<TrainerRecord>();
        try (RunReader reader = Run.in(write(lines)).open()) {
            for (TrainerRecord record = reader.read(); record != null; record = reader.read()) {
                records.add(record);
            }
        }
        return records;
    }

    private Path write(String... lines) throws IOException {
        Path file = folder.resolve("run.jsonl.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(String.join("\n", lines).replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }
}
