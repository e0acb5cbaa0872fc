package io.descentry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final AtomicLong clock = new AtomicLong(-5);
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final TerminalBar bar =
            new TerminalBar(new PrintStream(screen, true, StandardCharsets.UTF_8), 60, clock::get);

    @Test
    void shortWorkShowsNothingAtAll() {
        bar.advance(1, 2, "runs");
        after(1_999);
        bar.advance(2, 2, "runs");
        bar.close();
        assertThat(shown()).isEmpty();
    }

    @Test
    void longWorkShowsHowFarItIsAndErasesItself() {
        after(2_000);
        bar.advance(3, 12, "judging d003");
        assertThat(shown()).isEqualTo("\r\u001b[K[======                  ]  25 % 3/12 judging d003");
        bar.close();
        assertThat(shown()).endsWith("d003\r\u001b[K");
    }

    @Test
    void aThousandItemsInABlinkAreDrawnOnce() {
        after(2_000);
        for (int i = 0; i < 1_000; i++) {
            bar.advance(i, 1_000, "runs");
        }
        assertThat(shown()).containsOnlyOnce("[K[");
    }

    @Test
    void aLineNeverReachesTheEdgeWhereItWouldWrap() {
        after(3_000);
        bar.advance(1, 3, "x".repeat(500));
        assertThat(shown()).hasSize("\r\u001b[K".length() + 59);
    }

    @Test
    void workOfUnknownLengthCountsUp() {
        after(2_000);
        bar.advance(17, 0, "records read");
        assertThat(shown()).endsWith("records read 17");
    }

    @Test
    void whereNobodyWatchesNothingIsDrawn() {
        assertThat(terminal("out", Map.of()).progress()).isSameAs(Progress.NONE);
        assertThat(terminal("err", Map.of()).progress()).isInstanceOf(TerminalBar.class);
        assertThat(terminal("err", Map.of("TERM", "dumb")).progress()).isSameAs(Progress.NONE);
    }

    @Test
    void coloursAreForTerminalsWhoseOwnerDidNotRefuseThem() {
        assertThat(terminal("out err", Map.of()).colours()).isTrue();
        assertThat(terminal("err", Map.of()).colours()).isFalse();
        assertThat(terminal("out err", Map.of("NO_COLOR", "1")).colours()).isFalse();
        assertThat(terminal("out err", Map.of("TERM", "dumb")).colours()).isFalse();
    }

    private Terminal terminal(String streams, Map<String, String> environment) {
        Properties properties = new Properties();
        properties.setProperty(Terminal.STREAMS, streams);
        PrintStream nowhere = new PrintStream(screen, true, StandardCharsets.UTF_8);
        return Terminal.of(nowhere, nowhere, properties, environment);
    }

    private void after(long millis) {
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private String shown() {
        return screen.toString(StandardCharsets.UTF_8);
    }
}
