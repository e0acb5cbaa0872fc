package io.descentry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.LayerStatistics;
import io.descentry.avro.ObservedKind;
import io.descentry.avrolike.Stranger;
import io.descentry.schemas.Topic;
import java.io.File;
import org.apache.avro.util.ClassSecurityValidator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Avro may instantiate our generated classes and no others. */
class TrustTest {
    @BeforeEach
    void declare() {
        Trust.declare();
    }

    @ParameterizedTest
    @ValueSource(classes = {AlertEvent.class, LayerStatistics.class, ObservedKind.class})
    void ourRecordsAreTrusted(Class<?> type) {
        assertThat(ClassSecurityValidator.getGlobal().isTrusted(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(classes = {Stranger.class, Topic.class, RecordDecoder.class, File.class, ProcessBuilder.class})
    void nothingElseIs(Class<?> type) {
        assertThat(ClassSecurityValidator.getGlobal().isTrusted(type)).isFalse();
    }
}
