package io.descentry.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.benchmarks.load.Load;
import io.descentry.benchmarks.peer.Peers;
import io.descentry.benchmarks.peer.Slice;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is compared does the same work: every peer judges every step and tells the same alerts. How quickly is not asked. */
class PeersTest {
    private static final int JOBS = 64;
    private static final long RECORDS = 80L * JOBS;
    private static final List<String> SMALL = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1");

    @TempDir
    private Path logs;

    @Test
    void allPeersJudgeAllStepsAndTellTheSameAlerts() throws Exception {
        Map<Peers, Slice> laps = new EnumMap<>(Peers.class);
        Cast.Turn all = new Cast.Turn(1, Plan.COMMIT, 1, RECORDS, 0, 120_000);
        try (Cast cast = new Cast(logs, SMALL);
                Stage stage = Stage.set(Load.of(JOBS, 3), logs)) {
            stage.feeder().fill(RECORDS);
            for (Peers peer : Peers.values()) {
                laps.put(peer, cast.lap(peer, stage, all));
                cast.dismiss(peer);
            }
        }

        assertThat(laps.values()).allSatisfy(lap -> {
            assertThat(lap.whole()).isTrue();
            assertThat(lap.total()).isEqualTo(RECORDS);
        });
        assertThat(laps.remove(Peers.FLOOR).alerts()).isZero();
        Slice limit = laps.get(Peers.LIMIT);
        assertThat(limit.alerts()).isPositive();
        assertThat(laps).allSatisfy((peer, lap) -> {
            assertThat(lap.alerts()).as(peer.title()).isEqualTo(limit.alerts());
            assertThat(lap.digest()).as(peer.title()).isEqualTo(limit.digest());
        });
    }
}
