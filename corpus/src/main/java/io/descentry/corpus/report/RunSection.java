package io.descentry.corpus.report;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.Cause;
import io.descentry.avro.Evidence;
import io.descentry.avro.JobDescription;
import io.descentry.corpus.CauseScore.Case;
import io.descentry.corpus.Course;
import io.descentry.corpus.KindScore;
import io.descentry.corpus.Label;
import io.descentry.corpus.Scorecard;
import io.descentry.corpus.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One run on the page: what it is, what is true of it, its picture, and what was said about it and why. */
final class RunSection {
    private final Label label;
    private final Course course;
    private final List<Told> alerts;
    private final List<KindScore> labelled;
    private final Markup html = new Markup();

    private RunSection(Label label, Course course, List<AlertEvent> events, Scorecard card) {
        this.label = label;
        this.course = course;
        this.alerts = Told.of(events, label);
        this.labelled = card.kinds().stream()
                .filter(kind -> label.kinds().contains(kind.kind()))
                .toList();
    }

    static String of(Label label, Course course, List<AlertEvent> events, Scorecard card) {
        return new RunSection(label, course, events, card).write();
    }

    private String write() {
        Set<String> kinds = new TreeSet<>(label.kinds());
        alerts.forEach(told -> kinds.add(told.alert().kind()));
        Set<String> states = states();
        html.open(
                "article",
                "id",
                "run-" + label.run(),
                "data-run",
                label.run(),
                "data-kinds",
                String.join(" ", kinds),
                "data-states",
                String.join(" ", states));
        html.open("h2").text(label.run());
        states.stream()
                .filter(state -> !state.equals("faulty"))
                .forEach(state -> html.text(" ").leaf("span", state.replace('-', ' '), "class", "tag " + state));
        html.close();
        html.leaf("p", String.join(" · ", facts()), "class", "facts");
        if (!label.notes().isEmpty()) {
            html.leaf("p", label.notes(), "class", "notes");
        }
        cases().forEach(one -> html.leaf(
                "p",
                "True cause of " + one.kind() + ": " + String.join(" or ", sorted(one.accepted())),
                "class",
                "notes"));
        html.raw(Picture.of(course, label, alerts));
        alerts.forEach(this::alert);
        return html.close().raw("\n").toString();
    }

    /** What the page can be filtered by. */
    private Set<String> states() {
        var states = new TreeSet<String>();
        states.add(label.healthy() ? "healthy" : "faulty");
        for (KindScore kind : labelled) {
            states.add(kind.missed().contains(label.run()) ? "missed" : "detected");
        }
        if (labelled.size() < label.kinds().size()) {
            states.add("not-looked-for");
        }
        if (alerts.stream().anyMatch(told -> told.standing() == Standing.FALSE_ALARM)) {
            states.add("false-alarm");
        }
        if (cases().stream().anyMatch(one -> !one.first() && !one.named().isEmpty())) {
            states.add("wrong-cause");
        }
        return states;
    }

    private List<Case> cases() {
        return labelled.stream()
                .flatMap(kind -> kind.causes().of(label.run(), kind.kind()).stream())
                .toList();
    }

    private List<String> facts() {
        var facts = new ArrayList<String>();
        JobDescription job = course.job();
        if (job != null) {
            add(facts, "", job.getModel());
            add(facts, "", job.getTask());
            add(facts, "", job.getLossKind());
            add(facts, "", job.getOptimizer());
            add(facts, "rate ", job.getLearningRate() == null ? null : Axis.label(job.getLearningRate()));
            add(facts, "batch ", job.getBatchSize());
            add(facts, "", job.getWorldSize() > 1 ? job.getWorldSize() + " ranks" : null);
        }
        facts.add(String.format(Locale.ROOT, "%,d steps", course.steps()));
        return facts;
    }

    private static void add(List<String> facts, String name, @Nullable Object value) {
        if (value != null) {
            facts.add(name + value);
        }
    }

    private void alert(Told told) {
        html.open("details", "class", "alert");
        html.open("summary")
                .leaf("span", words(told), "class", "standing " + told.style())
                .text(" ")
                .leaf("b", told.alert().kind())
                .text(" · " + String.join(" · ", course(told)))
                .close();
        AlertEvent said = told.opening();
        html.leaf("p", said.getDescription());
        html.open("ul", "class", "evidence");
        said.getEvidence().forEach(piece -> html.leaf("li", words(piece)));
        html.close();
        causes(told);
        if (!said.getRemedies().isEmpty()) {
            html.leaf("h3", "What to try").open("ol");
            said.getRemedies().forEach(remedy -> html.leaf("li", remedy));
            html.close();
        }
        html.close();
    }

    private static String words(Told told) {
        return switch (told.standing()) {
            case DETECTION -> "detection";
            case FALSE_ALARM -> "false alarm";
            case ALLOWED -> "allowed";
            case INFORMATION -> "information";
        };
    }

    private List<String> course(Told told) {
        var course = new ArrayList<String>();
        course.add(told.latest().getSeverity().name().toLowerCase(Locale.ROOT));
        course.add(told.alert().subject());
        if (told.opening().getRank() != null) {
            course.add("rank " + told.opening().getRank());
        }
        course.add("fired at step " + told.alert().detectedStep() + ", visible since "
                + told.alert().firstStep());
        if (told.standing() == Standing.DETECTION) {
            course.add((told.alert().detectedStep() - label.onsetStep()) + " after the onset");
        }
        String resolution = told.latest().getResolution();
        course.add(
                resolution == null
                        ? "open to the end"
                        : resolution.toLowerCase(Locale.ROOT).replace('_', ' ') + ", last seen at "
                                + told.latest().getLastStep());
        return course;
    }

    private static String words(Evidence piece) {
        var words = new StringBuilder(piece.getSeries())
                .append(" at step ")
                .append(piece.getStep())
                .append(": ");
        Double observed = piece.getObserved();
        words.append(observed == null ? piece.getObservedKind().name() : Axis.label(observed));
        if (piece.getExpected() != null) {
            words.append(", expected ").append(Axis.label(piece.getExpected()));
        }
        if (piece.getBar() != null) {
            words.append(", bar ").append(Axis.label(piece.getBar()));
        }
        String text = piece.getText();
        return text == null || text.isEmpty() ? words.toString() : text + " (" + words + ")";
    }

    private void causes(Told told) {
        List<Cause> causes = told.opening().getCauses();
        if (causes.isEmpty()) {
            return;
        }
        Set<String> accepted = cases().stream()
                .filter(one -> one.kind().equals(told.alert().kind()))
                .findFirst()
                .map(Case::accepted)
                .orElse(Set.of());
        html.leaf("h3", "Causes").open("ol");
        for (Cause cause : causes) {
            boolean right = accepted.contains(cause.getId());
            html.open("li")
                    .leaf("code", cause.getId(), "class", right ? "right" : "")
                    .text(String.format(Locale.ROOT, " %.0f %%", 100 * cause.getScore()))
                    .text((right ? " \u2713 " : " ") + cause.getWhy())
                    .close();
        }
        html.close();
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }
}
