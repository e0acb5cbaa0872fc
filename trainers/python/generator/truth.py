"""Whether a fault shows in the numbers of its run, and since when: a run whose fault does not show is not kept."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from generator.recipes import FOUND, Recipe

Line = dict[str, Any]


class Log:
    """Series of a recorded run."""

    def __init__(self, lines: list[Line]) -> None:
        self.job = lines[0]
        self.steps = [line for line in lines if line["type"] == "step"]
        self.loss = np.array([number(line["loss"]) for line in self.steps])
        self.norm = np.array([number(line.get("grad_norm", math.nan)) for line in self.steps])
        evaluations = [line for line in lines if line["type"] == "eval"]
        self.held = [line for line in evaluations if line["split"] == "validation"]
        self.train = [line for line in evaluations if line["split"] == "train"]

    def layer(self, name: str, column: str) -> np.ndarray:
        """NaN where it was not measured."""
        rows = [next((row for row in line.get("layers", []) if row["name"] == name), {}) for line in self.steps]
        return np.array([number(row.get(column, math.nan)) for row in rows])

    @property
    def names(self) -> list[str]:
        return [layer["name"] for layer in self.job["layers"]]

    @property
    def tail(self) -> slice:
        return slice(len(self.steps) - max(10, len(self.steps) // 8), None)

    def level(self) -> float:
        return float(np.nanmedian(self.loss[self.tail]))

    def ratios(self, name: str, since: int = 0, until: int | None = None) -> float:
        with np.errstate(all="ignore"):
            return float(np.nanmedian((self.layer(name, "update_norm") / self.layer(name, "weight_norm"))[since:until]))


def number(value: Any) -> float:
    return float(str(value).replace("Infinity", "inf")) if isinstance(value, str) else float(value)


def _first(flags: np.ndarray) -> int:
    """:returns: the first step at which it holds, or -1"""
    return int(flags.argmax()) if flags.any() else -1


def onset(recipe: Recipe, log: Log) -> int | None:
    """:returns: the step since which the fault shows, or None if it does not"""
    found = _found(recipe, log)
    if found is None or (found < 0 and recipe.onset == FOUND):
        return None
    return found if recipe.onset == FOUND else recipe.onset


def _found(recipe: Recipe, log: Log) -> int | None:
    at, loss, start = max(0, recipe.onset), log.loss, float(np.mean(log.loss[:3]))
    layer = recipe.layer or log.names[0]
    before = loss[max(0, at - 60) : at] if at else loss[:1]
    match recipe.label:
        case "healthy":
            return 0 if np.isfinite(loss).all() and log.level() < 0.9 * start else None
        case "non_finite":
            bad = ~np.isfinite(loss) | ~np.isfinite(log.norm)
            first = _first(bad)
            return first if first >= 0 and recipe.onset in (FOUND, first) else None
        case "gradient_explosion":
            return at if np.nanmax(log.norm[at : at + 60]) > 50 * np.nanmedian(log.norm[max(0, at - 60) : at]) else None
        case "loss_divergence":
            return at if not np.nanmedian(loss[-20:]) <= 1.3 * np.nanmin(loss[:at]) else None
        case "loss_spike":
            back = np.nanmedian(loss[-60:]) < 1.3 * np.median(before)
            return at if loss[at : at + 25].max() > 1.4 * np.median(before) and back else None
        case "gradient_vanishing":
            share = np.nanmedian(log.layer(layer, "grad_norm")) / np.nanmedian(log.layer(log.names[-1], "grad_norm"))
            return 0 if share < 1e-3 and log.level() > 0.85 * start else None
        case "dead_relu":
            return at if np.nanmedian(log.layer(layer, "activation_zero_fraction")[log.tail]) > 0.97 else None
        case "saturated_activation":
            return at if np.nanmedian(log.layer(layer, "activation_saturated_fraction")[at:]) > 0.6 else None
        case "zero_init":
            return 0 if log.layer(log.names[0], "weight_norm")[0] < 1e-6 and log.level() > 0.9 * start else None
        case "unchanged_weights":
            names = [recipe.layer] if recipe.layer else log.names
            return at if all(np.nanmax(log.layer(name, "update_norm")[at:]) == 0 for name in names) else None
        case "plateau_from_start":
            return 0 if log.level() > 0.95 * start else None
        case "plateau_mid":
            level = np.median(loss[at : at + 60])
            return at if abs(log.level() / level - 1) < 0.06 and level < 0.95 * start else None
        case "oscillation":
            rest = loss[at:]
            return at if rest.std() > 0.2 * rest.mean() and np.median(rest[len(rest) // 2 :]) > 0.25 * start else None
        case "overfitting":
            held = np.array([number(line["loss"]) for line in log.held])
            lowest = int(held.argmin())
            return int(log.held[lowest]["step"]) if lowest < len(held) - 4 and np.median(held[-3:]) > 1.1 * held.min() else None
        case "underfitting":
            smooth = np.convolve(loss, np.ones(25) / 25, "valid")
            flat = _first(np.abs(smooth / log.level() - 1) < 0.03)
            return flat + 24 if flat >= 0 and log.level() > 0.5 * start else None
        case "label_misalignment":
            chance = 1.35 / log.job["num_classes"]
            return 0 if log.train[-1]["accuracy"] > 0.8 and log.held[-1]["accuracy"] < chance else None
        case "collapsed_loss":
            smooth = np.convolve(loss, np.ones(5) / 5, "valid")
            return _first(smooth < 1e-3) + 4 if log.level() < 1e-3 else None
        case "bad_initial_loss":
            return 0 if start > 1.5 * math.log(log.job["num_classes"]) else None
        case "input_scale":
            return at if np.median([number(line["input_abs_max"]) for line in log.steps[at:]]) > 100 else None
        case "single_class_batches":
            return at if np.median([line["label_entropy"] for line in log.steps[at:]]) < 0.05 else None
        case "class_imbalance":
            return 0 if np.mean([line["label_entropy"] for line in log.steps]) < 0.35 * math.log(log.job["num_classes"]) else None
        case "regularization_dominates":
            terms = [line["loss_terms"] for line in log.steps[at:]]
            return at if np.mean([term["regularization"] > term["data"] for term in terms]) > 0.5 else None
        case "impossible_loss":
            return _first(loss < 0) if log.level() < -0.05 else None
        case "update_ratio_high":
            return at if max(log.ratios(name, at, at + 100) for name in log.names) > 0.05 else None
        case "update_ratio_low":
            return at if max(log.ratios(name, at) for name in log.names) < 1e-5 else None
    raise ValueError(f"no check for {recipe.label}")


def also(recipe: Recipe, log: Log) -> list[str]:
    """What else may rightly be reported: what the recipe says, and what the numbers plainly show."""
    kinds = set(recipe.also)
    if recipe.label != "healthy":
        if max(log.ratios(name) for name in log.names) > 0.03:
            kinds.add("update_ratio_high")
        if not np.isfinite(log.loss).all():
            kinds.add("non_finite")
    return sorted(kinds - {recipe.label})
