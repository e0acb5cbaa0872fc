package io.descentry.app.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.app.Progress;
import io.descentry.app.replay.DetectionSource;
import io.descentry.corpus.KindScore;
import io.descentry.corpus.Label;
import io.descentry.corpus.Labels;
import io.descentry.corpus.ReportedAlert;
import io.descentry.corpus.Run;
import io.descentry.corpus.Runs;
import io.descentry.corpus.Scorecard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our detectors beside the rules of other tools, on the same runs. {@code docs/peers.md} is made by this test; other corpora,
 * each a directory with labels, are named by {@code -Ddescentry.corpora=DIR,DIR}.
 */
class PeersTest {
    private static final String CARRIED = "../corpus/data";
    private static final Path PAGE = Path.of("..", "docs", "peers.md");
    private static final String COMMAND = "./mvnw -pl app -am test -Dtest=PeersTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest.jvm.options=-Dapprove=true";

    private static List<Comparison> comparisons = List.of();

    /** One peer on all runs, and ours, scored alike. */
    private record Comparison(Peer peer, Scorecard theirs, Scorecard ours) {}

    static Stream<Peer> peers() {
        return Peer.ALL.stream();
    }

    @BeforeAll
    static void judge() throws IOException, InterruptedException {
        List<Run> runs = new ArrayList<>();
        Map<String, Label> truth = new LinkedHashMap<>();
        for (String corpus : System.getProperty("descentry.corpora", CARRIED).split(",", -1)) {
            Labels labels = Labels.read(Path.of(corpus));
            for (Run run : Runs.in(Path.of(corpus))) {
                labels.of(run.name()).ifPresent(label -> runs.add(run));
                if (labels.of(run.name()).isPresent()) {
                    truth.put(run.jobId(), labels.of(run.name()).orElseThrow());
                }
            }
        }
        List<ReportedAlert> ours = new DetectionSource()
                .judge(runs, Progress.NONE).events().stream()
                        .map(ReportedAlert::of)
                        .toList();
        List<List<ReportedAlert>> theirs = new ArrayList<>();
        Peer.ALL.forEach(peer -> theirs.add(new ArrayList<>()));
        for (Run run : runs) {
            List<List<ReportedAlert>> alerts = Peer.judge(Peer.ALL, run);
            for (int i = 0; i < alerts.size(); i++) {
                theirs.get(i).addAll(alerts.get(i));
            }
        }
        List<Comparison> all = new ArrayList<>();
        for (int i = 0; i < Peer.ALL.size(); i++) {
            Peer peer = Peer.ALL.get(i);
            List<ReportedAlert> same = ours.stream()
                    .filter(alert -> peer.knows().contains(alert.kind()))
                    .toList();
            all.add(new Comparison(
                    peer, Scorecard.of(truth, theirs.get(i), peer.knows()), Scorecard.of(truth, same, peer.knows())));
        }
        comparisons = List.copyOf(all);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("peers")
    void we_find_at_least_as_many_with_fewer_false_alarms(Peer peer) {
        Comparison comparison = of(peer);
        for (int i = 0; i < comparison.ours().kinds().size(); i++) {
            KindScore theirs = comparison.theirs().kinds().get(i);
            KindScore ours = comparison.ours().kinds().get(i);
            assertThat(ours.detected())
                    .as("%s found by us of %s", ours.kind(), ours.labelled())
                    .isGreaterThanOrEqualTo(theirs.detected());
            int bound = theirs.falseAlarms().size();
            assertThat(ours.falseAlarms().size())
                    .as("false alarms of %s by us, %s by %s", ours.kind(), bound, peer.name())
                    .isLessThanOrEqualTo(Math.max(0, bound - 1));
        }
        assertThat(comparison.ours().healthy().alarmed().size())
                .isLessThanOrEqualTo(comparison.theirs().healthy().alarmed().size());
    }

    @Test
    void thePageShowsTheFigures() throws IOException {
        if (Boolean.getBoolean("approve")) {
            Files.writeString(PAGE, page());
        }
        if (System.getProperty("descentry.corpora") == null) {
            assertThat(Files.readString(PAGE))
                    .as("docs/peers.md is made by: " + COMMAND)
                    .isEqualTo(page());
        }
    }

    private static Comparison of(Peer peer) {
        return comparisons.stream()
                .filter(comparison -> comparison.peer().name().equals(peer.name()))
                .findFirst()
                .orElseThrow();
    }

    private static String page() {
        StringBuilder page = new StringBuilder(
                """
                # Beside other tools

                The same recorded runs judged by us and by the rules of other tools, each at its defaults and re-implemented from its published
                description as far as summaries of steps can feed it (the classes beside `PeersTest` say how). Firings of one of their rules within 20 steps
                count as one report. Both are scored alike: recall is the share of labelled runs on which a kind is reported in time; false alarms are reports
                of warning or above on runs that neither have the kind nor allow it; the last row of each tool counts healthy runs with any such report.

                Made by `%s`
                on the %d runs of `corpus/data`; other corpora by `-Ddescentry.corpora=DIR,DIR`.

                | tool and rule | kind | labelled runs | recall: theirs | ours | false alarms: theirs | ours |
                | --- | --- | --- | --- | --- | --- | --- |
                """.formatted(COMMAND, comparisons.get(0).ours().runs()));
        for (Comparison comparison : comparisons) {
            Peer peer = comparison.peer();
            String name = peer.name() + ": " + peer.source();
            SortedSet<String> knows = peer.knows();
            for (int i = 0; i < knows.size(); i++) {
                KindScore theirs = comparison.theirs().kinds().get(i);
                KindScore ours = comparison.ours().kinds().get(i);
                page.append(String.format(
                        Locale.ROOT,
                        "| %s | `%s` | %d | %s | %s | %d | %d |%n",
                        i == 0 ? name : "",
                        ours.kind(),
                        ours.labelled(),
                        share(theirs),
                        share(ours),
                        theirs.falseAlarms().size(),
                        ours.falseAlarms().size()));
            }
            page.append(String.format(
                    Locale.ROOT,
                    "| | healthy runs alarmed | %d | | | %d | %d |%n",
                    comparison.ours().healthy().runs(),
                    comparison.theirs().healthy().alarmed().size(),
                    comparison.ours().healthy().alarmed().size()));
        }
        return page.toString();
    }

    private static String share(KindScore score) {
        return score.recall().isEmpty()
                ? "-"
                : String.format(Locale.ROOT, "%.2f", score.recall().getAsDouble());
    }
}
