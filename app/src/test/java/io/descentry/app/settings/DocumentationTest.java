package io.descentry.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DocumentationTest {
    private static final Path PAGE = Path.of("..", "docs", "settings.md");

    @Test
    void thePageSaysWhatTheCodeDoes() throws IOException {
        if (Boolean.getBoolean("approve")) {
            Files.writeString(PAGE, Settings.documentation());
        }
        assertThat(Files.readString(PAGE))
                .as("docs/settings.md is made by: ./mvnw -pl app -am test -Dtest=DocumentationTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest.jvm.options=-Dapprove=true")
                .isEqualTo(Settings.documentation());
    }
}
