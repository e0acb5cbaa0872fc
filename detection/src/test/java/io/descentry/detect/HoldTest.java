package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HoldTest {
    @Test
    void aNewAttemptIsNotIllBecauseTheLastOneWas() {
        PlateauFromStart detector = new PlateauFromStart(PlateauFromStart.Params.DEFAULT);
        Hold hold = detector.remember();
        hold.after(new Judgement.Firing("loss", Severity.WARNING, -1, -1, 0, List.of()));
        assertThat(hold.isOpen()).isTrue();
        detector.resume(hold, 100);
        assertThat(hold.isOpen()).isFalse();
    }
}
