"""Makes recorded training runs with truth labels, in the format of corpus/data: one log a run, and labels.csv.

    python -m generator OUT                              # every recipe once
    python -m generator OUT --only healthy_mlp,leak      # a selection
    python -m generator OUT --seeds 2                    # two replicates of each
    python -m generator --list

Then: ./descentry evaluate OUT
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

import torch

from generator import faulty, healthy, truth  # noqa: F401  (the first two fill ALL)
from generator.recipes import ALL, Recipe

COLUMNS = ("run", "split", "label", "onset_step", "end_step", "layer", "rank", "notes", "cause")
#: What a log of the corpus does not say of its job.
_PRIVATE = ("name", "ranks", "time_ms", "state")
_PRECISE = ("loss", "weight_norm")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m generator", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", nargs="?", type=Path, help="folder for logs and labels.csv; made if missing")
    parser.add_argument("--only", default="", help="names of recipes, separated by commas")
    parser.add_argument("--seeds", type=int, default=1, help="replicates of each recipe")
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--split", default="own", help="what labels.csv calls the set")
    parser.add_argument("--list", action="store_true", help="print the recipes and stop")
    options = parser.parse_args()
    if options.list:
        for recipe in ALL.values():
            print(f"{recipe.name:22} {recipe.label:26} {recipe.notes}")
        return 0
    names = [name for name in options.only.split(",") if name] or list(ALL)
    unknown = [name for name in names if name not in ALL]
    if options.out is None or unknown:
        parser.error(f"no such recipe: {', '.join(unknown)}; see --list" if unknown else "OUT is missing")
    torch.set_num_threads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    wanted = [(ALL[name], options.first_seed + number) for number in range(options.seeds) for name in names]
    # Names of runs are to carry no meaning.
    random.Random(options.first_seed).shuffle(wanted)
    rows = []
    for number, (recipe, seed) in enumerate(wanted, 1):
        row = make(recipe, seed, f"r{number:03d}", options.out, options.split)
        print(f"r{number:03d} {recipe.name} seed {seed}: {'kept' if row else 'dropped, the fault does not show'}", flush=True)
        rows += [row] if row else []
    with (options.out / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return 0 if rows else 1


def make(recipe: Recipe, seed: int, run: str, out: Path, split: str) -> dict[str, Any] | None:
    """Trains, checks and writes one run. :returns: its row of labels.csv, or None if the fault does not show"""
    torch.manual_seed(seed)
    training = recipe.make(seed)
    training.seed = seed
    with tempfile.TemporaryDirectory() as folder:
        lines = [json.loads(line) for line in training.record(Path(folder), run).read_text().splitlines()]
    log = truth.Log(lines)
    onset = truth.onset(recipe, log)
    if onset is None:
        return None
    kinds = truth.also(recipe, log)
    first, *rest = [line for index, line in enumerate(lines) if line["type"] != "job" or index == 0]
    job = {name: value for name, value in first.items() if name not in _PRIVATE}
    with gzip.open(out / f"{run}.jsonl.gz", "wt", compresslevel=6, encoding="utf-8") as file:
        for line in [job, *(significant(line) for line in rest)]:
            file.write(json.dumps(line, separators=(",", ":")) + "\n")
    return {
        "run": run, "split": split, "label": recipe.label, "onset_step": "" if recipe.label == "healthy" else onset,
        "end_step": recipe.end or "", "layer": recipe.layer, "rank": "",
        "notes": recipe.notes + (f" also:[{'|'.join(kinds)}]" if kinds else ""), "cause": recipe.cause,
    }  # fmt: skip


def significant(value: Any, name: str = "") -> Any:
    """Numbers with 4 significant digits, those that are compared from step to step with 6."""
    if isinstance(value, dict):
        return {key: significant(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [significant(each) for each in value]
    if isinstance(value, float) and math.isfinite(value):
        return float(f"{value:.{6 if name in _PRECISE else 4}g}")
    return value


if __name__ == "__main__":
    sys.exit(main())
