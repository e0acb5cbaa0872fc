package io.descentry.app.service;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ThreadFailuresTest {
    private final SetClock clock = new SetClock();
    private final Health health = new Health(clock, Duration.ofSeconds(15));
    private final ThreadFailures failures = new ThreadFailures(clock, 2, Duration.ofMinutes(10), health);
    private final StreamsException failure = new StreamsException(new IllegalStateException("disk full"));

    @Test
    void aThreadThatFailsIsReplaced() {
        assertThat(failures.handle(failure)).isEqualTo(REPLACE_THREAD);
        assertThat(health.status().live()).isTrue();
    }

    @Test
    void tooManyWithinTheWindowAreGivenUpAndHealthSaysWhy() {
        failures.handle(failure);
        failures.handle(failure);
        assertThat(failures.handle(failure)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(health.status().live()).isFalse();
        assertThat(health.status().reasons())
                .containsExactly("gave up after 3 failed stream threads; the last one: disk full");
    }

    @Test
    void aFailureNowAndThenGoesOnForEver() {
        for (int i = 0; i < 100; i++) {
            assertThat(failures.handle(failure)).isEqualTo(REPLACE_THREAD);
            clock.advance(Duration.ofMinutes(6));
        }
    }
}
