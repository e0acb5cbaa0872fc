package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HoldTest {
    static Stream<Detector<Hold>> holders() {
        return Stream.of(
                new PlateauFromStart(PlateauFromStart.Params.DEFAULT), new PlateauMid(PlateauMid.Params.DEFAULT));
    }

    @ParameterizedTest
    @MethodSource("holders")
    void aNewAttemptIsNotIllBecauseTheLastOneWas(Detector<Hold> detector) {
        Hold hold = detector.remember();
        hold.after(new Judgement.Firing("loss", Severity.WARNING, -1, -1, 0, List.of()));
        assertThat(hold.isOpen()).isTrue();
        detector.resume(hold, 100);
        assertThat(hold.isOpen()).isFalse();
    }
}
