"""Runs with one fault each, as people make them."""

from __future__ import annotations

import copy

import numpy as np
import torch
from torch import optim
from torch.nn import functional

from generator.parts import Recurrent, binary, circles, clusters, cnn, cosine, digits, friedman, init_, mlp, split, waves
from generator.recipes import BINARY, CLASSES, FOUND, NUMBERS, adam, faulty, sgd
from generator.training import Training

STUCK = "plateau_from_start underfitting update_ratio_low"
THROWN = "loss_spike loss_divergence gradient_explosion update_ratio_high oscillation plateau_mid dead_relu overfitting underfitting bad_initial_loss"


@faulty("non_finite", "-inf in one sample of one batch: the log of a zero count", "bad_input", 230, also="gradient_explosion")
def infinite_input(seed: int) -> Training:
    def spoil(x: torch.Tensor, y: torch.Tensor, step: int) -> tuple[torch.Tensor, torch.Tensor]:
        if step == 230:
            x = x.clone()
            x[5, 3] = float("-inf")
        return x, y

    model = mlp([10, 40, 1], "elu")
    return Training(model, friedman(seed), adam(model, 0.003, 0.01), 400, NUMBERS, loss=functional.mse_loss, spoil=spoil)


@faulty("non_finite", "cross-entropy with log(p) and log(1-p) by hand, no epsilon: 0 * log(0) once the net is sure", "log_or_division_by_zero", FOUND,
        also="gradient_explosion overfitting")  # fmt: skip
def log_of_zero(seed: int) -> Training:
    def loss(scores: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        p, y = torch.sigmoid(6 * scores[:, 0]), y.float()
        return -(y * p.log() + (1 - y) * (1 - p).log()).mean()

    model = mlp([2, 32, 32, 1], "tanh")
    return Training(model, circles(seed), adam(model, 0.02), 900, BINARY, loss=loss)


@faulty("gradient_explosion", "targets arrive in another unit, a thousand times larger, from step 180 on", "unscaled_targets", 180,
        also=THROWN + " input_scale non_finite")  # fmt: skip
def other_unit(seed: int) -> Training:
    model = mlp([10, 48, 1], "tanh")
    spoil = lambda x, y, step: (x, y * 1000 if step >= 180 else y)  # noqa: E731
    return Training(model, friedman(seed), adam(model, 0.002), 400, NUMBERS, loss=functional.mse_loss, spoil=spoil)


@faulty(
    "loss_divergence",
    "a sign error after a code change at step 200: gradient ascent",
    "sign_error",
    200,
    also=THROWN + " non_finite",
)
def sign_error(seed: int) -> Training:
    model = mlp([20, 48, 4])
    return Training(model, clusters(seed), sgd(model, 0.02, 0.0), 420, CLASSES, scale=lambda step: -1.0 if step >= 200 else 1.0)


@faulty(
    "loss_spike",
    "two batches with class ids shifted, then normal again",
    "bad_batch",
    280,
    330,
    also="gradient_explosion label_misalignment",
)
def bad_batches(seed: int) -> Training:
    model = cnn()
    spoil = lambda x, y, step: (x, (y + 2) % 10 if step in (280, 281) else y)  # noqa: E731
    return Training(model, digits(seed), adam(model, 0.002, 0.02), 500, CLASSES, spoil=spoil)


@faulty("gradient_vanishing", "twelve sigmoid layers: next to nothing of the gradient reaches the first", "squashing_activations", layer="fc1",
        also=STUCK + " plateau_mid saturated_activation unchanged_weights")  # fmt: skip
def deep_sigmoid(seed: int) -> Training:
    model = mlp([20, *[24] * 11, 4], "sigmoid")
    return Training(model, clusters(seed), sgd(model, 0.05), 350, CLASSES)


@faulty("dead_relu", "bias of the second layer loaded with the wrong sign and size: no unit fires", "large_negative_bias", layer="fc2",
        also=STUCK + " gradient_vanishing unchanged_weights plateau_mid")  # fmt: skip
def negative_bias(seed: int) -> Training:
    model = mlp([64, 48, 32, 10])
    model.fc2.bias.data.fill_(-20.0)
    return Training(model, digits(seed), adam(model, 0.001), 350, CLASSES)


@faulty("saturated_activation", "biases of the second sigmoid layer start at +9: all units at 1", "bad_initialisation", layer="fc2",
        also=STUCK + " gradient_vanishing plateau_mid unchanged_weights")  # fmt: skip
def saturated(seed: int) -> Training:
    model = mlp([20, 32, 24, 4], "sigmoid")
    model.fc2.bias.data.fill_(9.0)
    return Training(model, clusters(seed), sgd(model, 0.05), 350, CLASSES)


@faulty("zero_init", "CNN with all weights and biases zero: a placeholder checkpoint", "zero_initialisation",
        also=STUCK + " gradient_vanishing unchanged_weights dead_relu update_ratio_high")  # fmt: skip
def zeros(seed: int) -> Training:
    model = init_(cnn(), zero=True)
    return Training(model, digits(seed), adam(model, 0.001), 250, CLASSES)


@faulty("unchanged_weights", "head replaced after the optimizer was built: its new parameters are not in it", "missing_from_optimizer",
        layer="fc3", also="update_ratio_low")  # fmt: skip
def forgotten_head(seed: int) -> Training:
    model = mlp([64, 48, 32, 10])
    known = [parameter for name, parameter in model.named_parameters() if not name.startswith("fc3")]
    return Training(model, digits(seed), optim.Adam(known, lr=0.002), 400, CLASSES)


@faulty("unchanged_weights", 'from step 220 a callback reloads the "best" weights after each step', "update_overwritten", 220,
        also="plateau_mid update_ratio_low underfitting")  # fmt: skip
def reloaded(seed: int) -> Training:
    model, best = mlp([20, 48, 4]), {}

    def after(step: int) -> None:
        if step == 219:
            best.update(copy.deepcopy(model.state_dict()))
        if step >= 220:
            model.load_state_dict(best)

    return Training(model, clusters(seed), adam(model, 0.0006), 450, CLASSES, batch_size=32, after=after)


@faulty("plateau_from_start", "rate 1e-7, meant 1e-3", "learning_rate_too_low", also=STUCK)
def tiny_rate(seed: int) -> Training:
    model = Recurrent("lstm")
    return Training(model, waves(seed), adam(model, 1e-7), 350, CLASSES)


@faulty("plateau_mid", "cosine planned for 100 instead of 450 steps: rate next to zero from there on", "decayed_too_early", 100,
        also="underfitting update_ratio_low unchanged_weights")  # fmt: skip
def short_schedule(seed: int) -> Training:
    model = mlp([64, 32, 10])
    return Training(model, digits(seed), sgd(model, 0.003), 450, CLASSES, schedule=cosine(100, 0.0003))


@faulty("oscillation", "two sources with different label maps come in turn, 25 batches each", "unshuffled_data", 25,
        also="loss_spike plateau_mid label_misalignment overfitting gradient_explosion underfitting update_ratio_high loss_divergence")  # fmt: skip
def two_sources(seed: int) -> Training:
    model = mlp([20, 48, 4])
    spoil = lambda x, y, step: (x, (y + 1) % 4 if step // 25 % 2 else y)  # noqa: E731
    return Training(model, clusters(seed, separation=1.5), adam(model, 0.01), 500, CLASSES, spoil=spoil)


@faulty("overfitting", "60 mostly useless features, 20 % wrong labels, a wide net", "too_large_model", FOUND,
        also="collapsed_loss label_misalignment update_ratio_low")  # fmt: skip
def wide_net(seed: int) -> Training:
    model = mlp([60, 128, 64, 3], "gelu")
    return Training(model, clusters(seed, 700, 60, 3, flip=0.2), adam(model, 0.001, 0.01), 600, CLASSES, batch_size=48)


@faulty("underfitting", "logistic regression on two concentric circles: cannot separate them", "capacity", FOUND,
        also="plateau_mid plateau_from_start update_ratio_high")  # fmt: skip
def straight_line(seed: int) -> Training:
    model = mlp([2, 1])
    return Training(model, circles(seed), adam(model, 0.02), 500, BINARY, loss=binary)


@faulty("label_misalignment", "label file of the training set read in reverse order", "labels_misaligned",
        also="overfitting collapsed_loss update_ratio_low")  # fmt: skip
def reversed_labels(seed: int) -> Training:
    data, model = clusters(seed, 700, 30, separation=1.8), mlp([30, 160, 160, 4])
    data.y = data.y.flip(0)
    return Training(model, data, adam(model, 0.002), 900, CLASSES, batch_size=32)


@faulty("collapsed_loss", "the target is one of the columns", "label_leak", FOUND, also="update_ratio_high update_ratio_low")
def leak(seed: int) -> Training:
    data = clusters(seed, 2000, classes=3)
    data.x = torch.cat([data.x, 5.0 * data.y[:, None]], 1)
    data.held_x = torch.cat([data.held_x, 5.0 * data.held_y[:, None]], 1)
    model = mlp([21, 32, 3])
    return Training(model, data, adam(model, 0.03), 700, CLASSES)


@faulty("bad_initial_loss", "bias of the head set for another class prior: one class starts at +12", "bad_initialisation",
        also="gradient_explosion")  # fmt: skip
def wrong_prior(seed: int) -> Training:
    model = cnn()
    model.head.bias.data[0] = 12.0
    return Training(model, digits(seed), sgd(model, 0.01), 400, CLASSES)


@faulty(
    "input_scale",
    "division by 255 lost after a code change at step 200",
    "unnormalised_input",
    200,
    also=THROWN + " collapsed_loss",
)
def lost_division(seed: int) -> Training:
    model = cnn()
    spoil = lambda x, y, step: (x * 255 if step >= 200 else x, y)  # noqa: E731
    return Training(model, digits(seed), adam(model, 0.001), 400, CLASSES, spoil=spoil)


@faulty("single_class_batches", "one folder per class, read one after the other: 12 batches of each class in turn", "unshuffled_data",
        also=THROWN + " collapsed_loss class_imbalance update_ratio_low plateau_from_start")  # fmt: skip
def folder_by_folder(seed: int) -> Training:
    data, model = digits(seed), cnn()
    by_class = [torch.nonzero(data.y == label).flatten() for label in range(10)]

    def indices(step: int) -> torch.Tensor:
        own = by_class[step // 12 % 10]
        return own[torch.randint(len(own), (48,))]

    return Training(model, data, adam(model, 0.001), 400, CLASSES, batch_size=48, indices=indices)


@faulty("class_imbalance", "97 % of the samples are of class 0", "imbalanced_data",
        also="overfitting plateau_mid plateau_from_start underfitting bad_initial_loss collapsed_loss single_class_batches")  # fmt: skip
def rare_classes(seed: int) -> Training:
    random = np.random.RandomState(seed)
    y = random.choice(4, 5000, p=[0.97, 0.01, 0.01, 0.01])
    x = random.randn(5000, 16) + np.random.RandomState(seed + 1).randn(4, 16)[y]
    model = mlp([16, 32, 4], "tanh")
    return Training(model, split(x, y, seed), adam(model, 0.003), 400, CLASSES)


@faulty("regularization_dominates", "squared weights counted with coefficient 2, meant 2e-4", "regularization_too_strong",
        also=THROWN + " plateau_from_start update_ratio_low")  # fmt: skip
def heavy_penalty(seed: int) -> Training:
    model = cnn()
    penalty = lambda net, step: 2.0 * sum((p**2).sum() for p in net.parameters())  # noqa: E731
    return Training(model, digits(seed), adam(model, 0.0001), 400, CLASSES, penalty=penalty)


@faulty("impossible_loss", "nll_loss on raw scores, log_softmax missing", "missing_log_softmax", FOUND,
        also=THROWN + " collapsed_loss saturated_activation non_finite")  # fmt: skip
def raw_scores(seed: int) -> Training:
    model = cnn()
    return Training(model, digits(seed), sgd(model, 0.003, 0.0), 300, CLASSES, loss=functional.nll_loss)


@faulty(
    "update_ratio_low",
    "gradient clipped to norm 1e-5, meant 1.0",
    "clip_too_tight",
    also="plateau_from_start underfitting plateau_mid",
)
def tight_clip(seed: int) -> Training:
    model = Recurrent()
    return Training(model, waves(seed), sgd(model, 0.5, 0.0), 350, CLASSES, clip=1e-5)


@faulty("update_ratio_high", "schedule counts in epochs after a resume at step 180: rate 100 times higher from there on",
        "learning_rate_too_high", 180, also=THROWN + " gradient_vanishing saturated_activation unchanged_weights plateau_from_start")  # fmt: skip
def hot_resume(seed: int) -> Training:
    model = mlp([64, 48, 10], "tanh")
    return Training(model, digits(seed), adam(model, 0.002, 0.01), 420, CLASSES, schedule=lambda step: 1.0 if step < 180 else 100.0)
