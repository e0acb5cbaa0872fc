"""Records as a log in the corpus format, which ``./descentry replay`` reads (corpus/data/README.md)."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any, TextIO

from descentry.transport import Record

_DROP_FROM_LINES = ("job_id", "time")
_JOB_DEFAULTS = {"attempt": 0, "state": "RUNNING", "labels": {}, "ranks": [], "settings": {}}


class FileTransport:
    """One file a run and rank, written line by line. A repeated description is a line of its own."""

    def __init__(self, directory: str, job: str, rank: int, attempt: int) -> None:
        folder = Path(directory)
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^A-Za-z0-9._-]", "_", job)
        parts = [name] + [f"rank{rank}"] * (rank > 0) + [f"attempt{attempt}"] * (attempt > 0)
        self.path = folder / (".".join(parts) + ".jsonl")
        self._out: TextIO = self.path.open("w", encoding="utf-8")
        self._layers: list[str] = []
        self._written = False

    def send(self, kind: str, record: Record) -> bool:
        if kind == "JobDescription":
            self._layers = [layer["name"] for layer in record["layers"]]
            self._write(_job(record))
        elif kind == "StepSummary":
            self._write(_step(record, self._layers))
        elif kind == "EvalSummary":
            self._write(_eval(record))
        return True

    def _write(self, line: Record) -> None:
        self._out.write(json.dumps(_numbers(line), allow_nan=False) + "\n")
        self._written = True

    def poll(self) -> None:
        if self._written:
            self._out.flush()
            self._written = False

    def lost(self) -> int:
        return 0

    def close(self, seconds: float) -> None:
        self._out.close()


def _given(record: Record, skip: tuple[str, ...]) -> Record:
    return {name: value for name, value in record.items() if value is not None and value != {} and name not in skip}


def _job(record: Record) -> Record:
    line = {"type": "job", "job_id": record["job_id"], "time_ms": record["time"]}
    line.update(_given(record, (*_DROP_FROM_LINES, "layers")))
    line["layers"] = [
        {name: value for name, value in layer.items() if name != "frozen" and value is not None}
        | ({"trainable": False} if layer["frozen"] else {})
        for layer in record["layers"]
    ]
    return {name: value for name, value in line.items() if _JOB_DEFAULTS.get(name, ...) != value}


def _step(record: Record, names: list[str]) -> Record:
    line = {"type": "step", "rank": record["rank"], "step": record["step"], "time_ms": record["time"]}
    line.update(_given(record, (*_DROP_FROM_LINES, "rank", "step", "layers", "attempt")))
    if not line["step_skipped"]:
        del line["step_skipped"]
    if record["attempt"]:
        line["attempt"] = record["attempt"]
    columns = {name: column for name, column in record["layers"].items() if column}
    if columns:
        line["layers"] = [_row(name, {key: column[index] for key, column in columns.items()}) for index, name in enumerate(names)]
    return line


def _row(name: str, row: Record) -> Record:
    """A layer's cells; those that were not measured (-1) are left out, as the format wants it."""
    measured = {"name": name}
    nothing = {key for key in ("grad_nonfinite", "activation_nonfinite") if row.get(key) == -1}
    for key, value in row.items():
        if key in nothing or any(key.startswith(prefix[: prefix.index("_") + 1]) for prefix in nothing):
            continue
        if value == -1 and key in _MAY_BE_MISSING:
            continue
        measured[key] = value
    return measured


_MAY_BE_MISSING = ("update_norm", "weight_nonfinite", "activation_zero_fraction", "activation_saturated_fraction")


def _eval(record: Record) -> Record:
    line = {"type": "eval", "step": record["step"], "split": record["split"], "time_ms": record["time"]}
    line.update(_given(record, (*_DROP_FROM_LINES, "step", "split", "attempt")))
    if record["attempt"]:
        line["attempt"] = record["attempt"]
    line["accuracy"] = record["metrics"].get("accuracy")
    return line


def _numbers(value: Any) -> Any:
    """JSON has no NaN and no infinities."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {key: _numbers(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_numbers(each) for each in value]
    return value
