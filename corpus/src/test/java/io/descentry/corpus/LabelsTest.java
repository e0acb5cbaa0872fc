package io.descentry.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelsTest {
    private static final String HEADER = "run,split,label,onset_step,end_step,layer,rank,notes\n";

    @TempDir
    private Path folder;

    @Test
    void a_label_says_what_where_and_since_when_and_what_else_may_be_said() throws IOException {
        Label label =
                read("d7,dev,saturated_activation|input_scale,5,60,fc1,3,\"a, \"\"b\"\" also:[oscillation|plateau_mid] c\"")
                        .of("d7")
                        .orElseThrow();

        assertThat(label.healthy()).isFalse();
        assertThat(label.kinds()).containsExactlyInAnyOrder("saturated_activation", "input_scale");
        assertThat(label.also()).containsExactlyInAnyOrder("oscillation", "plateau_mid");
        assertThat(label.onsetStep()).isEqualTo(5);
        assertThat(label.endStep()).isEqualTo(60);
        assertThat(label.layer()).isEqualTo("fc1");
        assertThat(label.rank()).isEqualTo(3);
        assertThat(label.notes()).startsWith("a, \"b\" also");
    }

    @Test
    void a_healthy_run_has_no_kinds() throws IOException {
        Label label = read("d8,dev,healthy,,,,,").of("d8").orElseThrow();

        assertThat(label.healthy()).isTrue();
        assertThat(label.endStep()).isEqualTo(-1);
        assertThat(label.rank()).isEqualTo(-1);
        assertThat(label.layer()).isNull();
    }

    @Test
    void a_bad_line_is_named() {
        assertThatThrownBy(() -> read("d9,dev,healthy,soon,,,,"))
                .isInstanceOf(RunFormatException.class)
                .hasMessageContaining("labels.csv, line 2: \"soon\" in column onset_step is no whole number");
    }

    @Test
    void a_file_of_something_else_is_refused() throws IOException {
        Files.writeString(folder.resolve("labels.csv"), "a,b\n");
        assertThatThrownBy(() -> Labels.read(folder)).hasMessageContaining("no columns run and label");
    }

    private Labels read(String row) throws IOException {
        Files.writeString(folder.resolve("labels.csv"), HEADER + row + "\n");
        return Labels.read(folder);
    }
}
