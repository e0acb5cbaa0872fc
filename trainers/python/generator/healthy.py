"""Runs in which nothing is wrong, many of which look as if something were."""

from __future__ import annotations

import torch
from torch import nn, optim
from torch.nn import functional

from generator.parts import Recurrent, Residual, binary, circles, clusters, cnn, cosine, digits, friedman, init_, mlp, waves
from generator.recipes import BINARY, CLASSES, NUMBERS, adam, healthy, sgd
from generator.training import Training


@healthy("MLP with batch normalisation, AdamW, warm-up and cosine")
def healthy_mlp(seed: int) -> Training:
    model = mlp([64, 64, 32, 10], norm=True)
    return Training(model, digits(seed), adam(model, 0.003, 0.05), 500, CLASSES, schedule=cosine(500, warmup=40))


@healthy("CNN on digits, Nesterov momentum, step decay")
def healthy_cnn(seed: int) -> Training:
    model = cnn()
    optimizer = optim.SGD(model.parameters(), lr=0.03, momentum=0.9, nesterov=True, weight_decay=1e-3)
    return Training(model, digits(seed), optimizer, 500, CLASSES, schedule=lambda step: 0.2 ** ((step > 300) + (step > 400)))


@healthy("GRU on waves, Adam, clipping, noisy")
def healthy_gru(seed: int) -> Training:
    model = Recurrent()
    return Training(model, waves(seed), adam(model, 0.005), 600, CLASSES, batch_size=32, clip=1.0)


@healthy("regression to its noise floor: converged long before the end")
def healthy_converged(seed: int) -> Training:
    model = mlp([10, 32, 1], "tanh")
    return Training(model, friedman(seed, 4000), sgd(model, 0.02), 900, NUMBERS, loss=functional.mse_loss, schedule=cosine(900))


@healthy("binary cross-entropy, single logit, large batch: fast and smooth")
def healthy_binary(seed: int) -> Training:
    model = mlp([2, 32, 16, 1], "tanh")
    return Training(model, circles(seed), adam(model, 0.01), 400, BINARY, batch_size=256, loss=binary)


@healthy("batch size 2: extremely noisy loss, still learning")
def healthy_tiny_batches(seed: int) -> Training:
    model = mlp([20, 24, 4])
    return Training(model, clusters(seed, 6000), sgd(model, 0.01, 0.0), 1500, CLASSES, batch_size=2, evaluate_every=100)


@healthy("heavy dropout 0.6: noisy, training loss above validation loss")
def healthy_dropout(seed: int) -> Training:
    model = mlp([64, 128, 64, 10], dropout=0.6)
    return Training(model, digits(seed), adam(model, 0.002, 0.01), 700, CLASSES)


@healthy("24 residual blocks with normalisation, a short run")
def healthy_deep(seed: int) -> Training:
    model = Residual(64, 24, 24, 10)
    return Training(model, digits(seed), adam(model, 0.0015, 0.01), 200, CLASSES, schedule=cosine(200, warmup=15))


@healthy("random features frozen on purpose, head trained")
def healthy_frozen(seed: int) -> Training:
    model = mlp([64, 128, 10])
    model[0].requires_grad_(False)
    return Training(model, digits(seed), adam(model, 0.002, 0.01), 500, CLASSES)


@healthy("curriculum: noise on the inputs from step 300 on; the jump of the training loss there is intended")
def healthy_curriculum(seed: int) -> Training:
    model = mlp([64, 64, 10], norm=True)
    noisy = lambda x, y, step: (x + 0.7 * torch.randn_like(x) if step >= 300 else x, y)  # noqa: E731
    return Training(model, digits(seed), adam(model, 0.002, 0.05), 600, CLASSES, spoil=noisy, schedule=cosine(600))


@healthy("tanh net that is flat at first (small weights), then learns")
def healthy_slow_start(seed: int) -> Training:
    model = init_(mlp([64, 40, 40, 10], "tanh"), 0.25)
    return Training(model, digits(seed), sgd(model, 0.03), 800, CLASSES, batch_size=32)


@healthy("label smoothing 0.1: the loss cannot reach zero and flattens")
def healthy_smoothing(seed: int) -> Training:
    model = mlp([20, 64, 4], "gelu")
    smooth = nn.CrossEntropyLoss(label_smoothing=0.1)
    return Training(model, clusters(seed, 6000), adam(model, 0.003, 0.01), 600, CLASSES, loss=smooth, schedule=cosine(600))
