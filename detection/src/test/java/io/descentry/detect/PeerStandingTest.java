package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.memory.Memory;
import io.descentry.peer.Milestones;
import io.descentry.reading.JobFacts;
import io.descentry.reading.PeerNote.Standing;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that is ahead of its siblings has no plateau, whatever its loss does. */
class PeerStandingTest {
    private static final JobFacts PLANNED = Play.facts("classification", "cross_entropy", 10, 600, false);
    private static final Play FLAT_FROM_START =
            Play.of(Series.LOSS, "2.3~0.005x500").facts(PLANNED);
    private static final Play FLAT_LATER =
            Play.of(Series.LOSS, "2.3>1x60 1~0.02x400").updateRatio("0.02").facts(PLANNED);

    /** Answers of a run that is told at milestones from one step to another which share of its siblings does worse. */
    private static String marks(StepDetector<?> detector, Play play, double above, long from, long to) {
        return Play.marks(answers(detector, play, above, from, to));
    }

    private static <M extends Memory> List<Judgement> answers(
            StepDetector<M> detector, Play play, double above, long from, long to) {
        RunContext run = new RunContext(PLANNED);
        run.resume(0);
        M memory = detector.remember();
        List<Judgement> answers = new ArrayList<>();
        for (StepReading reading : play.readings()) {
            long step = reading.step();
            run.observe(reading);
            if (Milestones.upTo(step) == step && step >= from && step <= to) {
                run.observe(new Standing("job", 0, step, step, 1, 12, above, 1.2, 0.9, 2));
            }
            answers.add(detector.judge(memory, run, reading));
        }
        return answers;
    }

    private static StepDetector<?> detector(Kind kind, double best) {
        Catalogue catalogue = Catalogue.standard()
                .with(Map.of(kind.id() + ".best", Double.toString(best)))
                .catalogue();
        return (StepDetector<?>) catalogue.of(kind).detector();
    }

    private static Play play(Kind kind) {
        return kind == Kind.PLATEAU_MID ? FLAT_LATER : FLAT_FROM_START;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            PLATEAU_FROM_START | nobody told how the siblings do         | 1    | 9999 | 9999 | 0.1 | fires
            PLATEAU_FROM_START | the best of them                        | 1    | 0    | 9999 | 0.1 | well
            PLATEAU_FROM_START | one of eleven is better                 | 0.91 | 0    | 9999 | 0.1 | well
            PLATEAU_FROM_START | one of ten is better                    | 0.9  | 0    | 9999 | 0.1 | well
            PLATEAU_FROM_START | two of twelve are better                | 0.83 | 0    | 9999 | 0.1 | fires
            PLATEAU_FROM_START | the best, long ago                      | 1    | 0    | 160  | 0.1 | fires
            PLATEAU_FROM_START | the guard is switched off               | 1    | 0    | 9999 | 0   | fires
            PLATEAU_MID        | nobody told how the siblings do         | 1    | 9999 | 9999 | 0.1 | fires
            PLATEAU_MID        | the best of them                        | 1    | 0    | 9999 | 0.1 | well
            PLATEAU_MID        | two of twelve are better                | 0.83 | 0    | 9999 | 0.1 | fires
            PLATEAU_MID        | the best, long ago                      | 1    | 0    | 128  | 0.1 | fires
            """)
    void guardsPlateaus(Kind kind, String standing, double above, long from, long to, double best, String outcome) {
        String marks = marks(detector(kind, best), play(kind), above, from, to);
        assertThat(marks.contains("F") ? "fires" : "well").as(marks).isEqualTo(outcome);
    }

    @ParameterizedTest(name = "{0} ends when the run turns out to be the best")
    @CsvSource({"PLATEAU_FROM_START, 384", "PLATEAU_MID, 320"})
    void whatWasCalledAPlateauEnds(Kind kind, long from) {
        List<Judgement> answers = answers(detector(kind, 0.1), play(kind), 1, from, 9999);
        assertThat(answers.subList(0, (int) from)).anyMatch(Judgement.Firing.class::isInstance);
        assertThat(answers.subList((int) from, (int) from + Patience.STEPS.clearAfter()))
                .allMatch(Judgement.Clear.class::isInstance);
    }

    @ParameterizedTest(name = "{0} says why it says nothing")
    @CsvSource({"PLATEAU_FROM_START", "PLATEAU_MID"})
    void theReasonIsTold(Kind kind) {
        assertThat(answers(detector(kind, 0.1), play(kind), 1, 0, 9999))
                .contains(Judgement.abstain(Judgement.Reason.AMONG_THE_BEST));
    }
}
