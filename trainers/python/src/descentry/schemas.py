"""The product's Avro schemas: packaged with the wheel, read from the checkout otherwise."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

TOPICS = {
    "JobDescription": "descentry.jobs",
    "StepSummary": "descentry.steps",
    "EvalSummary": "descentry.evals",
    "Heartbeat": "descentry.heartbeats",
}
ALERT_EVENTS = "descentry.alert-events"


@cache
def text(record: str) -> str:
    """The schema as it is registered, byte for byte."""
    here = Path(__file__).parent
    places = [here / "avro", *(up / "schemas" / "src" / "main" / "avro" for up in here.parents)]
    for place in places:
        file = place / f"{record}.avsc"
        if file.is_file():
            return file.read_text(encoding="utf-8")
    raise FileNotFoundError(f"{record}.avsc is neither packaged nor in a checkout around {here}")


@cache
def layer_columns() -> tuple[str, ...]:
    """Names of the columns of StepSummary.layers, in order."""
    schema: dict[str, Any] = json.loads(text("StepSummary"))
    layers = next(field for field in schema["fields"] if field["name"] == "layers")
    return tuple(column["name"] for column in layers["type"]["fields"])
