package io.descentry.app.docs;

import static io.descentry.app.docs.Drawing.Look.OTHER;
import static io.descentry.app.docs.Drawing.Look.PART;
import static io.descentry.app.docs.Drawing.Look.STORE;
import static io.descentry.app.docs.Drawing.Look.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.app.service.Service;
import io.descentry.schemas.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The picture of the architecture is drawn here, and shows every topic, node and store that there is. */
class ArchitectureTest {
    private static final Path PICTURE = Path.of("..", "docs", "images", "architecture.svg");
    private static final Pattern PROCESSOR = Pattern.compile("Processor: (\\S+) \\(stores: \\[(.*)]\\)");

    @Test
    void the_picture_is_as_it_is_drawn() throws IOException {
        if (Boolean.getBoolean("approve")) {
            Files.writeString(PICTURE, picture());
        }
        assertThat(Files.readString(PICTURE)).isEqualTo(picture());
    }

    @Test
    void it_shows_every_topic() {
        assertThat(picture())
                .contains(Arrays.stream(Topic.values())
                        .map(topic -> ">" + topic.topicName() + "<")
                        .toList());
    }

    @Test
    void it_shows_every_node_and_store() {
        assertThat(PROCESSOR.matcher(Service.describeTopology()).results().toList())
                .isNotEmpty()
                .filteredOn(node -> !node.group(1).matches("(settings|alerts)-intake"))
                .allSatisfy(node -> assertThat(picture()).contains(">" + node.group(1) + "<"));
        assertThat(PROCESSOR.matcher(Service.describeTopology()).results().map(node -> node.group(2)))
                .allSatisfy(stores -> assertThat(picture()).contains(List.of(stores.split(", "))));
    }

    private static String picture() {
        Drawing drawing = new Drawing()
                .frame("Kafka: in", 165, 20, 185, 655)
                .frame("Descentry: instances share the partitions", 390, 20, 450, 655)
                .frame("a task of some jobs", 405, 75, 420, 245)
                .frame("a task of groups", 405, 400, 420, 175)
                .frame("Kafka: out", 885, 20, 185, 655)
                .frame("on to people", 1110, 20, 310, 655);
        comesIn(drawing);
        jobs(drawing);
        peers(drawing);
        everywhere(drawing);
        goesOut(drawing);
        return drawing.svg(1440, 695);
    }

    private static void comesIn(Drawing drawing) {
        drawing.box(OTHER, 15, 155, 115, "trainers", "Python, or any", "Kafka client");
        int y = 90;
        for (Topic topic : Topic.ofTrainers()) {
            drawing.box(TOPIC, 175, y, 165, topic.topicName());
            drawing.arrow(150, y + 12, 169, y + 12).line(340, y + 12, 365, y + 12);
            y += 40;
        }
        drawing.line(130, 182, 150, 182)
                .line(150, 102, 150, 262)
                .line(365, 102, 365, 262)
                .arrow(365, 182, 404, 182);
        drawing.box(OTHER, 15, 621, 115, "operator", "descentry settings")
                .arrow(130, 641, 169, 641)
                .box(TOPIC, 175, 629, 165, Topic.SETTINGS.topicName())
                .arrow(340, 641, 414, 641);
    }

    private static void jobs(Drawing drawing) {
        drawing.box(PART, 410, 165, 58, "unpack", "runs")
                .arrow(468, 185, 477, 185)
                .box(PART, 483, 165, 65, "intake", "decodes")
                .arrow(548, 185, 557, 185)
                .box(PART, 563, 165, 82, "judge", "all detectors")
                .arrow(645, 185, 679, 185)
                .box(PART, 685, 157, 125, "lifecycle", "one alert", "an episode")
                .arrow(755, 212, 755, 252)
                .line(645, 195, 660, 195, 660, 225)
                .arrow(660, 225, 725, 225, 725, 252)
                .box(PART, 690, 258, 120, "health", "job-health");
        drawing.box(STORE, 505, 245, 165, "job-memory", "job-memory-changed", "live jobs, written at commit")
                .arrow(580, 205, 580, 239)
                .arrow(605, 245, 605, 211);
        drawing.line(515, 165, 515, 125)
                .line(604, 165, 604, 125)
                .line(515, 125, 862, 125)
                .arrow(862, 125, 862, 112, 889, 112)
                .arrow(810, 177, 889, 177)
                .line(850, 177, 850, 217)
                .arrow(850, 217, 889, 217)
                .arrow(810, 277, 889, 277);
    }

    private static void peers(Drawing drawing) {
        drawing.line(810, 195, 833, 195, 833, 335)
                .arrow(833, 335, 752, 335, 752, 341)
                .box(TOPIC, 670, 347, 160, Topic.PEER_REPORTS.topicName())
                .arrow(752, 372, 752, 474)
                .box(PART, 690, 480, 125, "peer-intake")
                .line(690, 492, 667, 492)
                .line(667, 450, 667, 536);
        int y = 430;
        for (String group : List.of("fleet", "siblings", "reference")) {
            drawing.box(PART, 530, y, 115, group, group + "-rows")
                    .arrow(667, y + 20, 651, y + 20)
                    .line(530, y + 20, 510, y + 20);
            y += 43;
        }
        drawing.line(510, 536, 510, 450)
                .arrow(510, 450, 510, 378)
                .box(TOPIC, 415, 347, 160, Topic.PEER_NOTES.topicName())
                .arrow(435, 347, 435, 211);
        drawing.line(587, 556, 587, 590, 865, 590, 865, 177);
    }

    private static void everywhere(Drawing drawing) {
        drawing.box(STORE, 420, 621, 130, "settings-in-force", "on every instance")
                .line(895, 225, 878, 225, 878, 605, 630, 605)
                .arrow(630, 605, 630, 615)
                .box(STORE, 570, 621, 120, "alerts-open", "on every instance")
                .arrow(690, 641, 709, 641)
                .box(PART, 715, 621, 110, "HTTP", "/api/v1, /metrics")
                .arrow(825, 641, 1119, 641);
    }

    private static void goesOut(Drawing drawing) {
        drawing.box(TOPIC, 895, 100, 165, Topic.DEAD_LETTERS.topicName())
                .box(TOPIC, 895, 165, 165, Topic.ALERT_EVENTS.topicName())
                .box(TOPIC, 895, 205, 165, Topic.ALERTS.topicName())
                .box(TOPIC, 895, 265, 165, Topic.JOB_HEALTH.topicName());
        drawing.line(1060, 170, 1088, 170, 1088, 112)
                .arrow(1088, 112, 1119, 112)
                .box(OTHER, 1125, 100, 130, "your consumers");
        drawing.arrow(1060, 185, 1119, 185)
                .line(1060, 217, 1098, 217)
                .line(1060, 277, 1098, 277, 1098, 185)
                .box(OTHER, 1125, 165, 130, "Kafka Connect", "JDBC sink, our rows")
                .arrow(1255, 185, 1284, 185)
                .box(OTHER, 1290, 165, 120, "PostgreSQL", "views, retention")
                .arrow(1350, 205, 1350, 249)
                .box(OTHER, 1290, 255, 120, "Grafana", "Fleet, Job, Service");
        drawing.line(1080, 217, 1080, 365)
                .arrow(1080, 365, 1119, 365)
                .box(OTHER, 1125, 345, 130, "bridge-alertmanager", "re-sends until over")
                .arrow(1255, 365, 1284, 365)
                .box(OTHER, 1290, 345, 120, "Alertmanager", "groups, inhibits")
                .arrow(1350, 385, 1350, 429)
                .box(OTHER, 1290, 435, 120, "pager, chat, mail");
        drawing.box(OTHER, 1125, 621, 130, "Prometheus", "rules")
                .arrow(1190, 621, 1190, 410, 1315, 410, 1315, 391)
                .arrow(1255, 641, 1273, 641, 1273, 275, 1284, 275);
    }
}
