package io.descentry.it.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.it.support.NativeTools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example configuration is one that Alertmanager takes, and calls those whom it says. */
class AlertmanagerConfigTest {
    private static final String CONFIG =
            Path.of("..", "deploy", "alertmanager", "alertmanager.yml").toString();

    @Test
    void alertmanager_takes_it() throws Exception {
        NativeTools.Said said = NativeTools.run(NativeTools.find("amtool"), List.of("check-config", CONFIG));
        assertThat(said.code()).as(said.text()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a critical alert calls                        | pager         | alertname=TrainingNonFinite severity=critical pages=true role=incident
            an incident of the fleet calls                | pager         | alertname=FleetIncident severity=critical pages=true role=incident job_id=none
            a warning waits for working hours             | working-hours | alertname=TrainingLossSpike severity=warning pages=true role=incident
            what follows calls nobody again               | reading       | alertname=TrainingNonFinite severity=critical pages=false role=member
            what got worse than its incident calls        | pager         | alertname=TrainingNonFinite severity=critical pages=true role=member
            what is for information is read               | reading       | alertname=TrainingUnderfitting severity=info pages=false role=incident
            a service that does not judge calls           | pager         | alertname=DescentryNobodyJudges severity=critical job=descentry
            a service that lags waits for working hours   | working-hours | alertname=DescentryLagging severity=warning job=descentry
            """)
    void routes(String story, String receiver, String labels) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("config", "routes", "test", "--config.file=" + CONFIG, "--verify.receivers=" + receiver));
        arguments.addAll(List.of(labels.split(" ")));
        NativeTools.Said said = NativeTools.run(NativeTools.find("amtool"), arguments);
        assertThat(said.code()).as(said.text()).isZero();
        assertThat(said.text().lines()).contains(receiver);
    }
}
