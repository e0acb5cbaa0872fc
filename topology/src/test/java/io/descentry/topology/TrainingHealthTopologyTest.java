package io.descentry.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.detect.Catalogue;
import io.descentry.registry.InMemorySchemaRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TrainingHealthTopologyTest {

    /** A changed name orphans a changelog or a consumer group: such a change must be seen and approved here. */
    @Test
    void is_described_as_approved() throws IOException {
        String description = TrainingHealthTopology.build(
                        InMemorySchemaRegistry.withOurSchemas(), Catalogue.standard(), TopologySettings.defaults())
                .describe()
                .toString();
        try (InputStream approved = getClass().getResourceAsStream("/topology.approved.txt")) {
            assertThat(description).isEqualTo(new String(approved.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
