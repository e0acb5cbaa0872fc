package io.descentry.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.it.kill.KillRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances, one without room for markers, are killed in the middle of their work, and nobody who reads what is committed can
 * tell. The small form of {@code integration-tests/state-run kill}.
 */
class KillNineIT {
    @Test
    void killed_instances_leave_the_alerts_and_memories_of_a_clean_replay(@TempDir Path directory) throws Exception {
        var plan = new KillRun.Plan(Path.of("..", "corpus", "data"), 15_000, 2, 1);
        KillRun.Result result = new KillRun(plan, directory, System.out).play();
        assertThat(result.differences()).isEmpty();
        assertThat(result.kills()).isEqualTo(plan.kills());
        assertThat(result.records()).isGreaterThanOrEqualTo(plan.records());
        assertThat(result.alerts()).isGreaterThan(50);
        assertThat(result.states()).isGreaterThan(20);
    }
}
