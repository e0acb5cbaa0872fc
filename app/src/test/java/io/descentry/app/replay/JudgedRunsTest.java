package io.descentry.app.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.app.Terminal;
import io.descentry.avro.AlertEvent;
import io.descentry.corpus.Run;
import io.descentry.topology.AlertEvents;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgedRunsTest {
    @TempDir
    private Path folder;

    @Test
    void events_of_several_jobs_follow_those_of_the_runs_and_none_is_lost() throws Exception {
        List<Run> runs = List.of(run("b"), run("a"));
        List<AlertEvent> events = List.of(
                event("", "incident 1"),
                event("a", "first of a"),
                event("b", "first of b"),
                event("", "incident 2"),
                event("c", "of a job without a log"),
                event("a", "second of a"));
        AlertSource source = (judged, progress) -> new AlertSource.Outcome(events, new TreeMap<>());

        JudgedRuns judged = JudgedRuns.by(source, runs, Terminal.plain(sink(), sink()));

        assertThat(judged.events())
                .extracting(AlertEvent::getEventId)
                .containsExactly(
                        "first of b",
                        "first of a",
                        "second of a",
                        "incident 1",
                        "incident 2",
                        "of a job without a log");
    }

    private static ByteArrayOutputStream sink() {
        return new ByteArrayOutputStream();
    }

    private Run run(String job) throws Exception {
        String described = "{\"type\":\"job\",\"job_id\":\"" + job + "\",\"time_ms\":5000}\n";
        return Run.in(Files.writeString(folder.resolve(job + ".jsonl"), described));
    }

    private static AlertEvent event(String job, String id) {
        AlertEvent event = AlertEvents.of(AlertJsonTest.change(-1, null));
        event.put("job_id", job);
        event.put("event_id", id);
        return event;
    }
}
