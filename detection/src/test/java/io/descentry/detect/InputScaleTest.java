package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import io.descentry.reading.Series;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputScaleTest {
    private static final InputScale DETECTOR = new InputScale(InputScale.Params.DEFAULT);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            standardised inputs are clear                     | 0.01x20      | 1~0.1x20       | 4x20        | .20
            images between 0 and 1 are clear                  | 0.3x20       | 0.37x20        | 1x20        | .20
            counts up to 16 are clear                         | 4.9x20       | 6x20           | 16x20       | .20
            one wild element in a batch is clear              | 0.01x20      | 1.5x20         | 40x20       | .20
            a corrupted batch is clear                        | 0x5 2 0x14   | 1x5 24 1x14    | 4x5 85 4x14 | .20
            empty images are for others                       | 0x20         | 0x20           | 0x20        | .20
            raw pixels fire                                   | 79x20        | 97x20          | 255x20      | .4 F16
            a large offset fires as well                      | 50x20        | 0.5x20         | 52x20       | .4 F16
            a loader that stops scaling fires                 | 0.3x10 79x10 | 0.4x10 97x10   | 1x10 255x10 | .14 F6
            images divided twice fire                         | 0.001x20     | 0.0015x20      | 0.0039x20   | .4 F16
            rare ones in a sparse input are not small         | 0.0001x20    | 0.003x20       | 1x20        | .20
            """)
    void judges(String story, String mean, String std, String most, String marks) {
        assertThat(play(mean, std, most, "linear,linear").marks(DETECTOR)).isEqualTo(marks);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            batch norm behind the first layer takes any scale | classification | conv,batchnorm,linear  | .20
            norm in front takes any scale                     | regression     | layernorm,linear       | .20
            norm deep inside does not                         | classification | conv,conv,batchnorm    | .4 F16
            token ids are no sizes                            | classification | embedding,lstm,linear  | .20
            nor are those of a language model                 | language_model | lstm,linear            | .20
            """)
    void knowsWhoTakesAnyScale(String story, String task, String kinds, String marks) {
        JobFacts facts = Described.job(task).layers(kinds.split(",")).facts();
        assertThat(play("500", "300", "1000x20", kinds).facts(facts).marks(DETECTOR))
                .isEqualTo(marks);
    }

    private static Play play(String mean, String std, String most, String kinds) {
        return Play.of(Series.INPUT_MEAN, mean)
                .with(Series.INPUT_STD, std)
                .with(Series.INPUT_ABS_MAX, most)
                .facts(Described.job("classification").layers(kinds.split(",")).facts());
    }
}
