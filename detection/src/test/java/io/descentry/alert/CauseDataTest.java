package io.descentry.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.descentry.detect.Kind;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The data about causes: complete, and in no other words than the code knows. */
class CauseDataTest {
    private static final Path FILES = Path.of("src/main/resources/io/descentry/alert/causes");

    /** Kinds of the catalogue, in service or to come. */
    private static final Set<String> CATALOGUE = Set.of(
            "non_finite loss_spike loss_divergence gradient_explosion gradient_vanishing update_ratio_high update_ratio_low"
                    .concat(
                            " unchanged_weights zero_init dead_relu saturated_activation impossible_loss bad_initial_loss")
                    .concat(" collapsed_loss plateau_from_start plateau_mid oscillation underfitting overfitting")
                    .concat(" overconfidence generalization_gap label_misalignment regularization_dominates")
                    .concat(" multitask_imbalance input_scale single_class_batches class_imbalance lr_out_of_range")
                    .concat(
                            " lr_batch_scaling small_batch_norm no_warmup rank_desync sdc_suspected straggler silent_rank")
                    .concat(" stalled_job fleet_incident worse_than_siblings reference_divergence")
                    .split(" "));

    private static final List<String> OF_A_KIND = List.of("phrase", "summary", "aid", "leads_to", "causes");
    private static final List<String> OF_A_CAUSE = List.of("prior", "why", "confirm", "remedies", "for", "against");

    static List<String> kinds() {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.map(file -> file.getFileName().toString().replace(".properties", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ResourceBundle data(String kind) {
        try {
            return new PropertyResourceBundle(Files.newBufferedReader(FILES.resolve(kind + ".properties")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Guide guide(String kind) {
        return GuideData.of(kind, data(kind));
    }

    private static List<String> names(ResourceBundle data, String key) {
        return data.containsKey(key) && !data.getString(key).isBlank()
                ? Arrays.asList(data.getString(key).strip().split("\\s+", -1))
                : List.of();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isAboutAKindAndTellsAllOfEachCause(String kind) {
        assertThat(CATALOGUE).contains(kind);
        Guide guide = guide(kind);
        assertThat(guide.phrase()).isNotBlank().doesNotEndWith(".");
        assertThat(guide.summary()).endsWith(".");
        assertThat(guide.causes()).isNotEmpty().allSatisfy(cause -> {
            assertThat(cause.id()).matches("[a-z][a-z_]*");
            assertThat(cause.why()).isNotBlank().doesNotEndWith(".");
            assertThat(cause.confirm()).isNotBlank().doesNotEndWith(".");
            assertThat(cause.remedies()).isNotEmpty().doesNotContain("").doesNotHaveDuplicates();
        });
        assertThat(guide.causes().stream().map(PossibleCause::id)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void hasNoKeyThatNobodyReads(String kind) {
        ResourceBundle data = data(kind);
        Set<String> known = new TreeSet<>(OF_A_KIND);
        names(data, "causes").forEach(cause -> OF_A_CAUSE.forEach(key -> known.add(cause + '.' + key)));
        assertThat(known).containsAll(data.keySet());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void namesKindsOfTheCatalogueOnlyAndNeverItself(String kind) {
        ResourceBundle data = data(kind);
        assertThat(CATALOGUE).containsAll(names(data, "leads_to"));
        assertThat(names(data, "leads_to")).doesNotContain(kind).doesNotHaveDuplicates();
        List<String> after = new ArrayList<>();
        for (String key : data.keySet()) {
            if (key.endsWith(".for") || key.endsWith(".against")) {
                names(data, key).stream()
                        .filter(entry -> entry.contains("after."))
                        .map(entry -> entry.replaceAll("^!?after\\.|:.*$", ""))
                        .forEach(after::add);
            }
        }
        assertThat(CATALOGUE).containsAll(after);
        assertThat(after).doesNotContain(kind);
    }

    @Test
    void everyClueIsUsed() {
        Set<String> used = new TreeSet<>();
        for (String kind : kinds()) {
            for (PossibleCause cause : guide(kind).causes()) {
                Stream.concat(cause.pro().stream(), cause.contra().stream())
                        .map(Weighed::name)
                        .forEach(used::add);
            }
        }
        assertThat(used).containsAll(Arrays.stream(Clue.values()).map(Clue::id).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theServiceReadsWhatStandsInTheFile(Kind kind) {
        if (kinds().contains(kind.id())) {
            assertThat(Guides.of(kind).summary()).isEqualTo(data(kind.id()).getString("summary"));
        } else {
            assertThat(Guides.of(kind)).isEqualTo(Guides.unwritten(kind));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "x.for = no_such_clue:1",
                "x.for = rate_rose",
                "x.for = rate_rose:much",
                "x.for = rate_rose:-1",
                "x.prior = 1"
            })
    void refusesWhatItDoesNotKnow(String line) throws IOException {
        String text = "phrase = p\nsummary = s.\ncauses = x\nx.prior = 0.5\nx.why = w\nx.confirm = c\n" + line;
        ResourceBundle data = new PropertyResourceBundle(new StringReader(text));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GuideData.of("file", data))
                .withMessageStartingWith("file, x.");
    }
}
