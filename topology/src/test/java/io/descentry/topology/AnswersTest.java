package io.descentry.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.detect.Kind;
import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private final Answers answers = new Answers();

    @Test
    void eachDetectorThatIsAskedGivesOneAnswerAStep() {
        JobJudge judge = new JobJudge().counting(answers.take());
        JobMemory memory = judge.remember("job");
        for (int step = 0; step < 500; step++) {
            judge.judge(memory, step(step, step < 490 ? 2 : Double.NaN));
        }
        assertThat(counted(Kind.LOSS_SPIKE).values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(500);
        assertThat(counted(Kind.LOSS_SPIKE))
                .containsOnlyKeys("warming_up", "clear", "not_finite")
                .containsEntry("not_finite", 10L);
        assertThat(counted(Kind.NON_FINITE)).containsEntry("firing", 10L).containsEntry("clear", 490L);
        assertThat(counted(Kind.DEAD_RELU)).containsExactly(Map.entry("not_measured", 500L));
        assertThat(counted(Kind.OVERFITTING)).as("no evaluation came").isEmpty();
        assertThat(counted(Kind.FLEET_INCIDENT)).as("asked about many jobs").isEmpty();
    }

    @Test
    void whatWasCountedStaysWhereAColumnIsUsedAnew() {
        Answers.Column column = answers.take();
        judgeOne(column);
        answers.giveBack(column);
        assertThat(counted(Kind.DEAD_RELU)).containsExactly(Map.entry("not_measured", 1L));
        Answers.Column again = answers.take();
        assertThat(again).isSameAs(column);
        judgeOne(again);
        judgeOne(answers.take());
        assertThat(counted(Kind.DEAD_RELU)).containsExactly(Map.entry("not_measured", 3L));
    }

    private static void judgeOne(Answers.Column column) {
        JobJudge judge = new JobJudge().counting(column);
        judge.judge(judge.remember("job"), step(0, 2));
    }

    private Map<String, Long> counted(Kind wanted) {
        Map<String, Long> counts = new HashMap<>();
        answers.read((kind, verdict, count) -> {
            if (kind == wanted) {
                counts.put(verdict, count);
            }
        });
        return counts;
    }

    private static StepReading step(long step, double loss) {
        Scalars scalars = new Scalars().with(Series.LOSS, loss);
        return new StepReading(0, 0, step, 1000 * step, false, false, scalars, Map.of(), LayerColumns.none());
    }
}
