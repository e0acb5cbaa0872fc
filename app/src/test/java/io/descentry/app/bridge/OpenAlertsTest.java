package io.descentry.app.bridge;

import static io.descentry.app.bridge.Alerts.START;
import static io.descentry.app.bridge.Alerts.posting;
import static io.descentry.avro.AlertSeverity.CRITICAL;
import static io.descentry.avro.AlertSeverity.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.app.bridge.OpenAlerts.Changes;
import io.descentry.app.bridge.OpenAlerts.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenAlertsTest {
    private static final Duration KEEP = Duration.ofMinutes(5);

    private final OpenAlerts alerts = new OpenAlerts(2, 4, KEEP);
    private long offset;

    @Test
    void anEndIsToldUntilEachKnewItForAWhile() {
        opens("f1");
        ends("f1");
        assertThat(told(0)).containsExactly("f1 warning over");

        tell(0, START);
        tell(1, START.plus(KEEP));
        tell(0, START.plus(KEEP));
        alerts.forget(START.plus(KEEP));
        assertThat(alerts.ends()).as("the second has it since a moment ago").isEqualTo(1);

        tell(1, START.plus(KEEP).plus(KEEP));
        alerts.forget(START.plus(KEEP).plus(KEEP));
        assertThat(alerts.ends()).isZero();
    }

    @Test
    void whereToldEndsAreKnownFromIsThePlaceOfTheFirstThatIsNot() {
        opens("f1");
        opens("f2");
        assertThat(alerts.firstUntold()).isEmpty();
        ends("f1");
        long first = offset - 1;
        ends("f2");
        assertThat(alerts.firstUntold()).isEqualTo(Map.of(0, first));
    }

    @Test
    void anEndThatEverybodyKnowsIsNotToldAgain() {
        opens("f1");
        alerts.over("f1", START, place(), false);
        assertThat(told(0)).isEmpty();
    }

    @Test
    void aGraverAlertIsAnotherOneAndTheFirstIsOver() {
        opens("f1");
        alerts.open("f1", posting("f1", CRITICAL), START.plusSeconds(60), place(), true);
        assertThat(told(0)).containsExactlyInAnyOrder("f1 critical open", "f1 warning over");
    }

    @Test
    void moreOfTheSameKeepsItsBeginning() {
        opens("f1");
        alerts.open("f1", posting("f1", WARNING), START.plusSeconds(60), place(), true);
        assertThat(alerts.above(0).alerts())
                .singleElement()
                .satisfies(told -> assertThat(told.startsAt()).isEqualTo(START));
    }

    @Test
    void anAlertThatComesBackIsNotOver() {
        opens("f1");
        ends("f1");
        opens("f1");
        assertThat(told(0)).containsExactly("f1 warning open");
        assertThat(alerts.firstUntold()).isEmpty();
    }

    @Test
    void onlyWhatChangedIsToldBetweenTimes() {
        opens("f1");
        long known = alerts.above(0).version();
        opens("f2");
        assertThat(told(known)).containsExactly("f2 warning open");
        assertThat(alerts.waiting(known)).isEqualTo(1);
    }

    @Test
    void whatThereIsNoRoomForIsCountedAndReadAnewWhenThereIs() {
        alerts.isWhole();
        for (String fingerprint : List.of("f1", "f2", "f3", "f4", "f5", "f6")) {
            opens(fingerprint);
        }
        assertThat(alerts.open("warning")).isEqualTo(4);
        assertThat(alerts.leftOut()).isEqualTo(2);
        assertThat(alerts.startsAnew()).isFalse();
        for (String fingerprint : List.of("f1", "f2", "f3")) {
            alerts.over(fingerprint, START, place(), false);
        }
        assertThat(alerts.startsAnew()).isTrue();
        assertThat(alerts.whole()).as("nobody is told of half a table").isFalse();
        assertThat(alerts.leftOut()).isZero();
    }

    @Test
    void endsNeverTakeMoreThanTheRoom() {
        for (int i = 0; i < 100; i++) {
            opens("f" + i);
            ends("f" + i);
        }
        assertThat(alerts.ends()).isLessThanOrEqualTo(4);
        assertThat(alerts.droppedEnds()).isPositive();
    }

    @Test
    void nobodyWaitsForAnAlertmanagerThatIsGoneForADay() {
        opens("f1");
        ends("f1");
        alerts.forget(START);
        alerts.forget(START.plus(Duration.ofHours(25)));
        assertThat(alerts.ends()).isZero();
    }

    private void opens(String fingerprint) {
        alerts.open(fingerprint, posting(fingerprint, WARNING), START, place(), true);
    }

    private void ends(String fingerprint) {
        alerts.over(fingerprint, START.plusSeconds(30), place(), true);
    }

    private Place place() {
        return new Place(0, offset++);
    }

    private void tell(int receiver, Instant now) {
        Changes all = alerts.above(0);
        alerts.taken(receiver, 0, all.version(), now);
    }

    private List<String> told(long above) {
        return alerts.above(above).alerts().stream()
                .map(told -> told.posting().labels().get("fingerprint") + " "
                        + told.posting().severity() + (told.endedAt() == null ? " open" : " over"))
                .toList();
    }
}
