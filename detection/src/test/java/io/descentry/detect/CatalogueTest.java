package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.detect.Catalogue.Change;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueTest {
    private static final Catalogue STANDARD = Catalogue.standard();

    static List<Setting> settings() {
        return Catalogue.settings();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void whatStandsInTheDocumentationIsAccepted(Setting setting) {
        assertThat(STANDARD.with(Map.of(setting.key(), setting.standard())).refusals())
                .isEmpty();
        if (!Double.isNaN(setting.least()) && setting.type() != Setting.Type.YES_OR_NO) {
            assertThat(Double.parseDouble(setting.standard())).isBetween(setting.least(), setting.most());
        }
        assertThat(setting.doc()).isNotBlank().doesNotEndWith(".");
        assertThat(setting.source()).isNotBlank();
    }

    @Test
    void everyKindIsLookedForByTheDetectorThatNamesIt() {
        assertThat(STANDARD.detectors()).extracting(Tuned::kind).containsExactly(Kind.values());
        assertThat(STANDARD.detectors()).allMatch(tuned -> tuned.detector().kind() == tuned.kind());
    }

    @Test
    void whatIsSetIsInForceAndTheRestStays() {
        Catalogue catalogue = STANDARD.with(Map.of(
                        "loss_spike.sigmas", "7.5",
                        "loss_spike.severity", "critical",
                        "plateau_mid.enabled", "false",
                        "overfitting.clear-after", "3"))
                .catalogue();

        LossSpike.Params spike = ((LossSpike) catalogue.of(Kind.LOSS_SPIKE).detector()).params();
        assertThat(spike.sigmas()).isEqualTo(7.5);
        assertThat(spike.window()).isEqualTo(LossSpike.Params.DEFAULT.window());
        assertThat(catalogue.of(Kind.LOSS_SPIKE).severity()).contains(Severity.CRITICAL);
        assertThat(catalogue.of(Kind.PLATEAU_MID).enabled()).isFalse();
        assertThat(catalogue.of(Kind.OVERFITTING).patience()).isEqualTo(new Patience(1, 3));
        assertThat(catalogue.of(Kind.NON_FINITE)).isSameAs(STANDARD.of(Kind.NON_FINITE));
    }

    @ParameterizedTest(name = "{0} = {1}: {2}")
    @CsvSource({
        "loss_spike.sigmas, 0.5, 'is out of range, must be 1 to 100'",
        "loss_spike.sigmas, NaN, 'is out of range, must be 1 to 100'",
        "loss_spike.sigmas, six, is no number",
        "loss_spike.window, 64.5, is no whole number",
        "loss_spike.warm-up, 200, 'warm-up is 200.0, must be 16.0 to 128.0'",
        "loss_spike.enabled, maybe, must be true or false",
        "loss_spike.severity, urgent, 'must be info, warning, critical or default'",
        "loss_spike.fire-after, 0, 'is out of range, must be 1 to 100000'",
        "loss_spike.colour, blue, there is no such setting",
        "sunspots.enabled, true, there is no such setting",
        "loss_spike, true, there is no such setting"
    })
    void whatIsWrongIsRefusedWithAReasonAndTheOldValueStays(String key, String value, String reason) {
        Change change = STANDARD.with(Map.of(key, value, "loss_spike.ratio", "1.2"));
        assertThat(change.refusals()).containsExactly(new Catalogue.Refusal(key, value, reason));
        LossSpike.Params spike =
                ((LossSpike) change.catalogue().of(Kind.LOSS_SPIKE).detector()).params();
        assertThat(spike.ratio()).isEqualTo(1.2);
        assertThat(spike.sigmas()).isEqualTo(LossSpike.Params.DEFAULT.sigmas());
        assertThat(spike.warmUp()).isEqualTo(LossSpike.Params.DEFAULT.warmUp());
    }

    @Test
    void valuesThatGoTogetherMayComeInAnyOrder() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("loss_spike.warm-up", "200");
        settings.put("loss_spike.window", "256");
        Change change = STANDARD.with(settings);
        assertThat(change.refusals()).isEmpty();
        LossSpike.Params spike =
                ((LossSpike) change.catalogue().of(Kind.LOSS_SPIKE).detector()).params();
        assertThat(spike.warmUp()).isEqualTo(200);
    }
}
