"""Joins the logs of a run's ranks into one that ``./descentry replay`` reads.

python -m descentry.merge descentry-runs/lm-4711*.jsonl > lm-4711.jsonl
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path


def merged(logs: Iterable[Iterable[str]]) -> list[str]:
    """Lines in the order of their times, the first description before all."""
    lines = [(json.loads(line), line.rstrip("\n")) for log in logs for line in log if line.strip()]
    lines.sort(key=lambda each: each[0]["time_ms"])
    first = next((index for index, (line, _) in enumerate(lines) if line["type"] == "job"), None)
    if first is not None:
        lines.insert(0, lines.pop(first))
    return [text for _, text in lines]


def main(files: list[str]) -> int:
    if not files or files[0] in ("-h", "--help"):
        print(__doc__, file=sys.stderr)
        return 2
    print("\n".join(merged(Path(file).read_text(encoding="utf-8").splitlines() for file in files)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
