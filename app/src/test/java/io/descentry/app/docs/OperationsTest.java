package io.descentry.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.judge.Verdict.RejectReason;
import io.descentry.schemas.Topic;
import io.descentry.schemas.TopicSettings.Cleanup;
import io.descentry.topology.Unreadable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/operations.md says of topics, rights and dead letters is what the catalogue, the topology and the code say. */
class OperationsTest {
    private static final Page PAGE = new Page("operations.md");

    @Test
    void topics_are_those_of_the_catalogue() throws IOException {
        List<List<String>> rows = Stream.of(Topic.values())
                .map(topic -> List.of(
                        "`" + topic.topicName() + "`",
                        topic.type() == null
                                ? "bytes as they arrived"
                                : "`" + topic.type().getSimpleName() + "`",
                        String.valueOf(topic.settings().partitions()),
                        kept(topic),
                        others(topic)))
                .toList();
        PAGE.holds("topics", Page.table(List.of("topic", "value", "partitions", "kept", "further settings"), rows));
    }

    @Test
    void rights_are_what_programs_need() throws IOException {
        PAGE.holds("rights", Rights.table());
    }

    @Test
    void every_reason_of_a_dead_letter_is_explained() throws IOException {
        String explained = PAGE.text().split("\n### Dead letters\n", 2)[1].split("\n### ", 2)[0];
        List<String> codes = Stream.concat(
                        Stream.of(RejectReason.values()).map(Enum::name),
                        Stream.of(
                                Unreadable.UNDECODABLE,
                                Unreadable.UNKNOWN_SCHEMA,
                                Unreadable.REGISTRY_REFUSED,
                                Unreadable.REGISTRY_UNAVAILABLE))
                .toList();
        assertThat(Pattern.compile("`([A-Z]+_?[A-Z_]+)`")
                        .matcher(explained)
                        .results()
                        .map(match -> match.group(1)))
                .containsAll(codes);
    }

    private static String kept(Topic topic) {
        String time = words(topic.settings().retention());
        return topic.settings().cleanup() == Cleanup.COMPACT ? "compacted; marks of deletion " + time : time;
    }

    private static String others(Topic topic) {
        Map<String, String> others = new TreeMap<>(topic.settings().configs());
        others.keySet().removeAll(List.of("cleanup.policy", "retention.ms", "delete.retention.ms"));
        return others.entrySet().stream()
                .map(each -> "`" + each.getKey() + "=" + each.getValue() + "`")
                .collect(Collectors.joining(", "));
    }

    private static String words(Duration time) {
        return time.toDays() == 1 ? "1 day" : time.toDays() + " days";
    }
}
