package io.descentry.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {
    private final SetClock clock = new SetClock();
    private final Health health = new Health(clock, Duration.ofSeconds(15));

    @Test
    void whatTheStartWaitsForIsAReasonAndNoCauseForARestart() {
        health.waitsFor(List.of("Kafka at b:1 does not answer"));
        assertThat(health.status()).isEqualTo(new Status(true, false, List.of("Kafka at b:1 does not answer")));
    }

    @ParameterizedTest(name = "{0}: live {1}, ready {2}")
    @CsvSource({
        "CREATED, true, false",
        "REBALANCING, true, false",
        "RUNNING, true, true",
        "PENDING_SHUTDOWN, false, false",
        "NOT_RUNNING, false, false",
        "PENDING_ERROR, false, false",
        "ERROR, false, false",
    })
    void followsKafkaStreams(State state, boolean live, boolean ready) {
        health.streamsAre(state);
        assertThat(health.status().live()).isEqualTo(live);
        assertThat(health.status().ready()).isEqualTo(ready);
        assertThat(health.status().reasons().isEmpty()).isEqualTo(ready);
    }

    @Test
    void silentBrokersMakeItUnreadyAndTheirAnswerMakesItReadyAgain() {
        health.streamsAre(State.RUNNING);
        health.brokersAnswered("b:1");
        clock.advance(Duration.ofSeconds(15));
        assertThat(health.status().ready()).isTrue();
        clock.advance(Duration.ofSeconds(5));
        assertThat(health.status())
                .isEqualTo(new Status(true, false, List.of("the Kafka brokers (b:1) have not answered for 20 s")));
        health.brokersAnswered("b:1");
        assertThat(health.status().ready()).isTrue();
    }

    @Test
    void aFailureIsForGood() {
        health.failed("gave up");
        health.streamsAre(State.RUNNING);
        assertThat(health.status()).isEqualTo(new Status(false, false, List.of("gave up")));
    }

    @Test
    void waitingForReadinessEndsWithTheAnswer() throws InterruptedException {
        assertThat(health.awaitReady(Duration.ofMillis(1))).isFalse();
        health.streamsAre(State.RUNNING);
        assertThat(health.awaitReady(Duration.ofMinutes(1))).isTrue();
        health.failed("gave up");
        assertThat(health.awaitReady(Duration.ofMinutes(1))).isFalse();
    }
}
