package io.descentry.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A clock in quick motion, on a source that the test sets. */
class QuickMotionTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant END = START.plusSeconds(100);
    private static final Instant SOURCE = Instant.parse("2030-01-01T00:00:00Z");

    private Instant source = SOURCE;
    private final QuickMotion clock = new QuickMotion(() -> source, START, END, 10);

    @Test
    void it_stands_until_it_is_begun_and_in_the_end() {
        source = SOURCE.plusSeconds(5);
        assertThat(clock.instant()).isEqualTo(START);
        clock.begin();
        source = SOURCE.plusSeconds(8);
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(30));
        source = SOURCE.plusSeconds(800);
        assertThat(clock.instant()).isEqualTo(END);
    }

    @Test
    void it_waits_for_those_who_cannot_keep_up_and_makes_up_for_it() {
        clock.begin();
        clock.allowUntil(START.plusSeconds(20));
        source = SOURCE.plusSeconds(3);
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(20));
        clock.allowUntil(START.plusSeconds(60));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(30));
    }

    @Test
    void it_tells_when_the_source_shows_one_of_its_times() {
        assertThatThrownBy(() -> clock.sourceAt(START)).isInstanceOf(IllegalStateException.class);
        clock.begin(SOURCE);
        assertThat(clock.sourceAt(START.plusSeconds(50))).isEqualTo(SOURCE.plusSeconds(5));
    }

    @Test
    void nobody_waits_for_what_has_come_or_never_will() throws InterruptedException {
        clock.begin();
        source = SOURCE.plusSeconds(1);
        clock.awaitUntil(START.plusSeconds(9));
        source = SOURCE.plusSeconds(100);
        clock.awaitUntil(END.plusSeconds(1));
        assertThat(clock.now()).isEqualTo(END);
    }

    @Test
    void odd_clocks_are_refused() {
        assertThatThrownBy(() -> new QuickMotion(() -> source, START, END, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new QuickMotion(() -> source, END, START, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
