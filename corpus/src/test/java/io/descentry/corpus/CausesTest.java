package io.descentry.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CausesTest {
    @TempDir
    private Path folder;

    /** The labels know the cause of d1 only. */
    @BeforeEach
    void labels() throws IOException {
        Files.writeString(folder.resolve("labels.csv"), """
                run,label,cause,notes
                d1,non_finite|loss_spike,rate_too_high|fp16_overflow,
                d2,loss_spike,,
                """);
    }

    @Test
    void the_column_of_the_labels_counts_for_all_kinds_of_the_run() throws IOException {
        Causes causes = Causes.read(folder, null);

        assertThat(causes.of("d1", "non_finite")).containsExactlyInAnyOrder("rate_too_high", "fp16_overflow");
        assertThat(causes.of("d1", "loss_spike")).hasSize(2);
        assertThat(causes.of("d2", "loss_spike")).isEmpty();
    }

    @Test
    void the_file_beside_the_labels_fills_what_they_leave_open() throws IOException {
        Files.writeString(folder.resolve("causes.csv"), """
                run,kind,cause,why
                d1,non_finite,bad_data,"the labels know better"
                d2,loss_spike,bad_data|shuffle,"two batches, scaled by 40"
                """);
        Causes causes = Causes.read(folder, null);

        assertThat(causes.of("d1", "non_finite")).containsExactlyInAnyOrder("rate_too_high", "fp16_overflow");
        assertThat(causes.of("d2", "loss_spike")).containsExactlyInAnyOrder("bad_data", "shuffle");
        assertThat(causes.of("d2", "non_finite")).isEmpty();
    }

    @Test
    void a_named_file_is_read_instead() throws IOException {
        Files.writeString(folder.resolve("causes.csv"), "run,kind,cause,why\nd2,loss_spike,bad_data,\n");
        Path other = Files.writeString(folder.resolve("other.csv"), "run,kind,causes,why\nd2,,init,\n");

        assertThat(Causes.read(folder, other).of("d2", "loss_spike")).containsExactly("init");
    }

    @Test
    void a_row_without_a_cause_is_refused() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.csv"), "run,kind,cause,why\nd2,loss_spike,,because\n");

        assertThatThrownBy(() -> Causes.read(folder, file))
                .isInstanceOf(RunFormatException.class)
                .hasMessageContaining("bad.csv, line 2: no run or no cause");
    }
}
