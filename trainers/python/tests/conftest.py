from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch

ROOT = Path(__file__).resolve().parents[3]
HERE = ROOT / "trainers" / "python"

torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("DESCENTRY_", "SLURM_", "TORCHELASTIC_"))]:
        monkeypatch.delenv(name)
    torch.manual_seed(7)


@dataclass
class Log:
    """What a run in mode file wrote."""

    path: Path
    lines: list[dict[str, Any]]

    @property
    def job(self) -> dict[str, Any]:
        return self.of("job")[-1]

    @property
    def steps(self) -> list[dict[str, Any]]:
        return self.of("step")

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["type"] == kind]

    def layer(self, step: int, name: str) -> dict[str, Any]:
        return next(layer for layer in self.steps[step]["layers"] if layer["name"] == name)


@pytest.fixture
def filed(tmp_path: Path) -> tuple[dict[str, Any], Callable[[], Log]]:
    """Arguments for a run that writes a file, and its reader."""
    folder = tmp_path / "runs"

    def read() -> Log:
        (path,) = folder.glob("*.jsonl")
        return Log(path, [json.loads(line) for line in path.read_text().splitlines()])

    return {"mode": "file", "directory": str(folder), "layers_every": 1}, read


class Service:
    """``./descentry standalone`` on free ports, in a process of its own."""

    def __init__(self, data: Path, broker: int = 0, registry: int = 0) -> None:
        self.data = data
        self.output = data.parent / f"{data.name}-{time.monotonic_ns()}.log"
        ports = ["--broker-port", str(broker), "--registry-port", str(registry), "--server-port", "0"]
        with self.output.open("w") as out:
            self._process = subprocess.Popen(
                [str(ROOT / "descentry"), "standalone", "--data", str(data), *ports],
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.broker = self._said(r"Kafka +127\.0\.0\.1:(\d+)")
        self.registry = self._said(r"Schema Registry +http://127\.0\.0\.1:(\d+)")
        self._said(r"Kafka Streams is (RUNNING)")

    def _said(self, pattern: str, seconds: float = 600) -> str:
        """The first build of the service may take its time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = re.search(pattern, self.output.read_text())
            if found:
                return found.group(1)
            assert self._process.poll() is None, self.output.read_text()
            time.sleep(0.1)
        raise AssertionError(f"{pattern} was not said:\n{self.output.read_text()}")

    @property
    def arguments(self) -> dict[str, str]:
        return {
            "bootstrap_servers": f"127.0.0.1:{self.broker}",
            "schema_registry_url": f"http://127.0.0.1:{self.registry}",
        }

    @property
    def environment(self) -> dict[str, str]:
        return {f"DESCENTRY_{name.upper()}": value for name, value in self.arguments.items()}

    def kill(self) -> None:
        """With SIGKILL: nothing is said to anybody."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    @contextlib.contextmanager
    def standing_still(self) -> Iterator[None]:
        """As on a machine that has no time for it."""
        os.killpg(self._process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self._process.pid, signal.SIGCONT)

    def stop(self) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("no Java to start the service with")
    started = Service(tmp_path_factory.mktemp("service") / "data")
    yield started
    started.stop()


def wait_until(holds: Callable[[], bool], seconds: float = 20, what: str = "it did not come about") -> float:
    """Seconds until it held."""
    start = time.monotonic()
    while not holds():
        assert time.monotonic() - start < seconds, what
        time.sleep(0.02)
    return time.monotonic() - start
