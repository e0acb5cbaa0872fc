"""The consumer that docs/consumers.md shows, beside a run that goes wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import descentry
from tests.conftest import ROOT, Service
from tests.test_service import network, train

pytestmark = pytest.mark.service


def test_the_example_prints_the_page_of_a_run_that_breaks(service: Service, tmp_path: Path) -> None:
    example = ROOT / "docs" / "examples" / "alert_consumer.py"
    registry = service.arguments["schema_registry_url"]
    model, optimizer = network()
    monitor = descentry.watch(model, optimizer, job="paged", job_id="paged", layers_every=1, **service.arguments)
    train(monitor, model, optimizer, 200)
    train(monitor, model, optimizer, 40, fault=0)
    monitor.end("FAILED")
    with (tmp_path / "errors").open("w") as errors:
        command = [sys.executable, str(example), service.arguments["bootstrap_servers"], registry, "example"]
        reader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            assert reader.stdout is not None
            page = next(line for line in reader.stdout if " of paged: " in line)
        finally:
            reader.kill()
            reader.wait()
    assert "FIRING CRITICAL" in page or "FIRING WARNING" in page
