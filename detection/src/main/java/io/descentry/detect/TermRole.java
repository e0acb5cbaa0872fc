package io.descentry.detect;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** What a part of the loss is there for, as its name tells. */
enum TermRole {
    /** What the run is to learn: a data term, the loss of one task. */
    TASK,
    /** A penalty on the weights: it needs no data. */
    REGULARIZER,
    /** Small or still by design: divergence from a prior, balance of experts, auxiliary heads. */
    SIDE,
    /** One of several players, of whom one wins what the other loses. */
    PLAYER;

    private static final Set<String> PLAYERS =
            Set.of("generator", "discriminator", "critic", "adversarial", "adv", "actor", "policy", "value");
    private static final Set<String> SIDES = Set.of(
            "kl",
            "kld",
            "divergence",
            "prior",
            "z",
            "aux",
            "auxiliary",
            "balance",
            "balancing",
            "commitment",
            "vq",
            "consistency",
            "temperature",
            "entropy");
    /** Words that may stand beside {@code reg}; beside others, as in {@code loss_box_reg}, it means regression. */
    private static final Set<String> BESIDE_REG =
            Set.of("reg", "loss", "term", "l1", "l2", "weight", "weights", "kernel", "total", "ortho");

    static TermRole of(String name) {
        Set<String> words =
                new HashSet<>(Arrays.asList(name.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)));
        if (words.stream().anyMatch(PLAYERS::contains)) {
            return PLAYER;
        }
        if (isPenalty(words)) {
            return REGULARIZER;
        }
        boolean side = words.stream().anyMatch(SIDES::contains);
        return side && !words.contains("cross") ? SIDE : TASK;
    }

    private static boolean isPenalty(Set<String> words) {
        boolean named = words.stream()
                .anyMatch(word -> word.startsWith("regulari")
                        || word.startsWith("penal")
                        || word.startsWith("orthogon")
                        || word.equals("decay")
                        || word.equals("sparsity"));
        return named || (words.contains("reg") && BESIDE_REG.containsAll(words));
    }
}
