package io.descentry.detect;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the size of an optimizer's step depends on its rate. */
enum OptimizerFamily {
    /** Steps are as large as the rate says, whatever the gradient: Adam and its kin. */
    ADAPTIVE,
    /** Steps are rate times gradient: plain or with momentum. */
    SGD,
    /** Others, whose rates mean something else: LARS, Adafactor, Muon, Adagrad. */
    OTHER;

    static OptimizerFamily of(@Nullable String optimizer) {
        String name = optimizer == null ? "" : optimizer.toLowerCase(Locale.ROOT);
        if (name.contains("adafactor") || name.contains("adagrad") || name.contains("adadelta")) {
            return OTHER;
        }
        if (name.contains("adam") || name.contains("rmsprop")) {
            return ADAPTIVE;
        }
        boolean plain = name.contains("sgd") || name.contains("momentum") || name.contains("nesterov");
        return plain ? SGD : OTHER;
    }
}
