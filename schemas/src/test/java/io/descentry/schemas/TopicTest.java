package io.descentry.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicTest {

    @Test
    void whatIsReadTogetherIsPartitionedAlike() {
        assertThat(Topic.byJob().stream()
                        .map(topic -> topic.settings().partitions())
                        .collect(Collectors.toSet()))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "JOBS, compact, BACKWARD_TRANSITIVE",
        "STEPS, delete, BACKWARD_TRANSITIVE",
        "STEP_BATCHES, delete, BACKWARD_TRANSITIVE",
        "EVALS, delete, BACKWARD_TRANSITIVE",
        "HEARTBEATS, delete, BACKWARD_TRANSITIVE",
        "SETTINGS, compact, BACKWARD_TRANSITIVE",
        "ALERT_EVENTS, delete, FULL_TRANSITIVE",
        "ALERTS, compact, FULL_TRANSITIVE",
        "PEER_REPORTS, delete, BACKWARD_TRANSITIVE",
        "PEER_NOTES, delete, BACKWARD_TRANSITIVE",
        "JOB_HEALTH, compact, FULL_TRANSITIVE",
        "DEAD_LETTERS, delete,"
    })
    void everyTopicHasItsRules(Topic topic, String cleanup, Compatibility compatibility) {
        assertThat(topic.settings().configs()).containsEntry(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup);
        assertThat(topic.compatibility()).isEqualTo(compatibility);
    }

    @Test
    void compactedTopicsKeepMarksOfDeletionAndOthersKeepRecords() {
        assertThat(Topic.ALERTS.settings().configs())
                .containsKey(TopicConfig.DELETE_RETENTION_MS_CONFIG)
                .doesNotContainKey(TopicConfig.RETENTION_MS_CONFIG);
        assertThat(Topic.ALERT_EVENTS.settings().configs())
                .containsEntry(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(400L * 24 * 3_600_000));
    }

    @Test
    void aRefusedSettingDoesNotMakeTheOneInForceGoAway() {
        assertThat(Topic.SETTINGS.settings().configs())
                .containsEntry(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, String.valueOf(400L * 24 * 3_600_000));
    }

    @Test
    void aTopicWithoutPartitionsOrTimeIsRefused() {
        assertThatThrownBy(() -> TopicSettings.kept(0, Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TopicSettings.kept(1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThat(TopicSettings.kept(1, Duration.ofMillis(5)).configs())
                .isEqualTo(Map.of("cleanup.policy", "delete", "retention.ms", "5"));
    }
}
