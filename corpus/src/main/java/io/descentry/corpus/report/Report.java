package io.descentry.corpus.report;

import io.descentry.avro.AlertEvent;
import io.descentry.corpus.Course;
import io.descentry.corpus.HealthyScore;
import io.descentry.corpus.KindScore;
import io.descentry.corpus.Label;
import io.descentry.corpus.Scorecard;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One page (HTML that is well-formed XML) of a scored corpus, written run by run. It needs nothing else: style, script and
 * pictures are in it.
 */
public final class Report implements Closeable {
    private final Writer out;
    private final Scorecard card;

    /** Writes all that comes before the runs. */
    public Report(Writer out, String corpus, Scorecard card) throws IOException {
        this.out = out;
        this.card = card;
        out.write("<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n");
        out.write(head(corpus));
        out.write("<body>\n");
        out.write(new Markup()
                .open("header")
                .leaf("h1", "Evaluation of " + corpus)
                .raw(figures(card))
                .raw(table(card))
                .raw(filter(card))
                .close()
                .toString());
        out.write("\n<main>\n");
    }

    /**
     * Writes one run.
     *
     * @param events what was said about it, in order
     */
    public void add(Label label, Course course, List<AlertEvent> events) throws IOException {
        out.write(RunSection.of(label, course, events, card));
    }

    /** Writes the end of the page and closes it. */
    @Override
    public void close() throws IOException {
        out.write("</main>\n<script>//<![CDATA[\n" + Resource.text("report.js") + "//]]></script>\n</body>\n</html>\n");
        out.close();
    }

    private static String head(String corpus) {
        return new Markup()
                .open("head")
                .empty("meta", "charset", "utf-8")
                .empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .empty("meta", "name", "color-scheme", "content", "light dark")
                .leaf("title", "Evaluation of " + corpus)
                .open("style")
                .raw("\n" + Resource.text("picture.css") + Resource.text("report.css"))
                .close()
                .close()
                .raw("\n")
                .toString();
    }

    private static String figures(Scorecard card) {
        HealthyScore healthy = card.healthy();
        var html = new Markup().open("dl", "class", "figures");
        figure(html, "mean recall", share(card.macroRecall()), "of the kinds with labelled runs");
        figure(html, "mean precision", share(card.macroPrecision()), "of the reported kinds");
        figure(
                html,
                "right cause first",
                percent(card.causes().firstShare()),
                card.causes().first() + " of " + card.causes().cases().size());
        figure(
                html,
                "among the first three",
                percent(card.causes().shortlistedShare()),
                card.causes().shortlisted() + " of " + card.causes().cases().size());
        figure(
                html,
                "healthy runs alarmed",
                percent(healthy.alarmedShare()),
                healthy.alarmed().size() + " of " + healthy.runs());
        figure(
                html,
                "false alarms per 1,000 healthy steps",
                share(healthy.alarmsPerThousandSteps()),
                String.format(Locale.ROOT, "%d in %,d steps", healthy.alarms(), healthy.steps()));
        figure(
                html,
                "alerts of no label per faulty run",
                share(card.straysPerFaultyRun()),
                card.strays() + " on " + card.faultyRuns());
        return html.close().toString();
    }

    private static void figure(Markup html, String name, String value, String of) {
        html.open("div")
                .leaf("dt", name)
                .open("dd")
                .text(value)
                .leaf("small", of)
                .close()
                .close();
    }

    private static String table(Scorecard card) {
        var html = new Markup().open("table", "id", "scores").open("thead").open("tr");
        for (String name : List.of(
                "kind",
                "labelled",
                "detected",
                "missed",
                "false alarms",
                "recall",
                "precision",
                "median delay",
                "worst delay",
                "cause first",
                "in first three")) {
            html.open("th", "scope", "col")
                    .leaf("button", name, "type", "button")
                    .close();
        }
        html.close().close().open("tbody");
        card.kinds().forEach(kind -> row(html, kind));
        return html.close().close().toString();
    }

    private static void row(Markup html, KindScore kind) {
        String link = "#kind=" + kind.kind();
        html.open("tr");
        html.open("td").leaf("a", kind.kind(), "href", link).close();
        html.leaf("td", String.valueOf(kind.labelled()));
        html.leaf("td", String.valueOf(kind.detected()));
        count(html, kind.missed().size(), link + "&state=missed");
        count(html, kind.falseAlarms().size(), link + "&state=false-alarm");
        html.leaf("td", share(kind.recall()));
        html.leaf("td", share(kind.precision()));
        html.leaf(
                "td",
                kind.medianDelay().isEmpty()
                        ? ""
                        : Axis.label(kind.medianDelay().getAsDouble()));
        html.leaf(
                "td",
                kind.worstDelay().isEmpty()
                        ? ""
                        : String.valueOf(kind.worstDelay().getAsLong()));
        html.leaf("td", share(kind.causes().firstShare()));
        html.leaf("td", share(kind.causes().shortlistedShare()));
        html.close();
    }

    private static void count(Markup html, int count, String link) {
        html.open("td");
        if (count == 0) {
            html.text("0");
        } else {
            html.leaf("a", String.valueOf(count), "href", link, "class", "bad");
        }
        html.close();
    }

    private static String filter(Scorecard card) {
        var html = new Markup().open("form", "id", "filter");
        html.open("label").text("kind ").open("select", "name", "kind").leaf("option", "all", "value", "");
        card.kinds().forEach(kind -> html.leaf("option", kind.kind()));
        card.undetectable().keySet().forEach(kind -> html.leaf("option", kind));
        html.close().close();
        html.open("label").text("show ").open("select", "name", "state").leaf("option", "all runs", "value", "");
        for (String state :
                List.of("missed", "false alarm", "wrong cause", "detected", "faulty", "healthy", "not looked for")) {
            html.leaf("option", state, "value", state.replace(' ', '-'));
        }
        html.close().close();
        html.open("label")
                .text("run ")
                .empty("input", "name", "run", "type", "search", "size", "8")
                .close();
        return html.leaf("output", card.runs() + " runs").close().toString();
    }

    private static String share(OptionalDouble share) {
        return share.isEmpty() ? "" : String.format(Locale.ROOT, "%.3f", share.getAsDouble());
    }

    private static String percent(OptionalDouble share) {
        return share.isEmpty() ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * share.getAsDouble());
    }
}
