package io.descentry.app.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descentry.schemas.Topic;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopicPlanTest {
    private final TopicPlan plan = new TopicPlan(6, (short) 3);

    @ParameterizedTest
    @EnumSource(value = Topic.class, mode = EnumSource.Mode.EXCLUDE, names = "SETTINGS")
    void everyTopicGetsThePartitionsAndCopiesOfThePlan(Topic topic) {
        assertThat(plan.newTopic(topic).numPartitions()).isEqualTo(6);
        assertThat(plan.newTopic(topic).replicationFactor()).isEqualTo((short) 3);
    }

    @Test
    void settingsAreNotSharedOutSoTheyNeedNoMorePartitions() {
        assertThat(plan.newTopic(Topic.SETTINGS).numPartitions()).isEqualTo(1);
        assertThat(plan.newTopic(Topic.SETTINGS).replicationFactor()).isEqualTo((short) 3);
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void allElseIsAsTheCatalogueSays(Topic topic) {
        NewTopic catalogued = new TopicPlan(0, (short) 3).newTopic(topic);
        assertThat(catalogued.numPartitions()).isEqualTo(topic.settings().partitions());
        assertThat(catalogued.configs()).isEqualTo(topic.settings().configs());
    }

    @Test
    void withoutAReplicationFactorTheBrokersDecide() {
        assertThat(new TopicPlan(1, (short) -1).newTopic(Topic.JOBS).replicationFactor())
                .isEqualTo((short) -1);
    }

    @Test
    void impossibleNumbersAreRefused() {
        assertThatThrownBy(() -> new TopicPlan(-1, (short) 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TopicPlan(1, (short) 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
