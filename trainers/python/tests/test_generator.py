"""The project can remake its corpus."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from generator import truth
from generator.__main__ import significant
from generator.recipes import ALL
from tests.conftest import HERE, ROOT


def test_every_recipe_has_a_check_of_its_truth_and_a_kind_that_the_product_knows() -> None:
    kinds = (ROOT / "detection" / "src" / "main" / "java" / "io" / "descentry" / "detect" / "Kind.java").read_text().lower()
    for recipe in ALL.values():
        for kind in (recipe.label, *recipe.also):
            assert kind == "healthy" or kind in kinds, f"{kind} of {recipe.name}"
    assert {recipe.label for recipe in ALL.values()} >= {"healthy", "non_finite", "overfitting", "dead_relu"}


def test_a_fault_that_does_not_show_is_no_truth() -> None:
    lines = [{"type": "job", "layers": [{"name": "a"}]}] + [
        {"type": "step", "step": s, "loss": 1.0, "grad_norm": 1.0} for s in range(50)
    ]
    assert truth.onset(ALL["infinite_input"], truth.Log(lines)) is None


def test_numbers_are_written_with_few_digits() -> None:
    assert significant({"loss": 1.23456789, "x": [1.23456789, "NaN", 3]}) == {"loss": 1.23457, "x": [1.235, "NaN", 3]}


@pytest.mark.service
def test_two_short_runs_are_made_and_judged(tmp_path: Path) -> None:
    out = tmp_path / "runs"
    command = [sys.executable, "-m", "generator", out, "--only", "healthy_deep,infinite_input"]
    subprocess.run(command, cwd=HERE, check=True, timeout=280)
    with (out / "labels.csv").open() as file:
        rows = {row["label"]: row for row in csv.DictReader(file)}
    assert rows["non_finite"]["onset_step"] == "230"
    assert rows["healthy"]["onset_step"] == ""
    with gzip.open(out / f"{rows['healthy']['run']}.jsonl.gz", "rt") as file:
        job = json.loads(next(file))
    assert (job["type"], job["task"], job["expected_steps"]) == ("job", "classification", 200)
    score = tmp_path / "score.json"
    subprocess.run([ROOT / "descentry", "evaluate", out, "--json", score], check=True, timeout=280, capture_output=True)
    assert score.is_file()
    alerts = tmp_path / "alerts.jsonl"
    subprocess.run([ROOT / "descentry", "replay", out, "--alerts", alerts], check=True, timeout=280, capture_output=True)
    said = [json.loads(line) for line in alerts.read_text().splitlines()]
    loud = [alert for alert in said if alert["severity"] != "info" and alert["status"] == "FIRING"]
    assert {alert["job_id"] for alert in loud} == {rows["non_finite"]["run"]}
    assert any(alert["kind"] == "non_finite" and alert["detected_step"] == 230 for alert in loud)
