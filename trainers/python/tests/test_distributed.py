"""Jobs of several ranks: two processes that exchange gradients by gloo."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from typing import Any

import pytest

from descentry.world import World, job_id
from tests.conftest import HERE

SCRIPT = """
import sys, torch, descentry
from torch import nn, distributed
torch.set_num_threads(1)
distributed.init_process_group("gloo")
rank = distributed.get_rank()
torch.manual_seed(1)
model = nn.parallel.DistributedDataParallel(nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1)))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
monitor = descentry.watch(model, optimizer, job="pair", mode="file", directory=sys.argv[1], layers_every=1, digest_every=5)
torch.manual_seed(rank + 10)
for step in range(20):
    optimizer.zero_grad()
    loss = model(torch.randn(16, 4)).pow(2).mean()
    loss.backward()
    optimizer.step()
    if rank == 1 and step == 12:
        with torch.no_grad():
            next(model.parameters())[0, 0] += 1
    monitor.step(loss)
if rank == 0:
    monitor.evaluate(1.0)
monitor.end()
distributed.destroy_process_group()
"""


Lines = list[dict[str, Any]]


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> list[Lines]:
    """What each rank wrote of one training, in which the weights of rank 1 drift from step 12 on."""
    folder = tmp_path_factory.mktemp("pair")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    script = folder / "script.py"
    script.write_text(SCRIPT)
    ranks = []
    for rank in range(2):
        world = {
            "RANK": str(rank),
            "WORLD_SIZE": "2",
            "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": port,
            "TORCHELASTIC_RESTART_COUNT": "3",
        }
        own = {name: value for name, value in os.environ.items() if not name.startswith("DESCENTRY_")}
        environment = {**own, **world, "PYTHONPATH": str(HERE / "src"), "NODE_NAME": f"node-{rank}", "OMP_NUM_THREADS": "1"}
        ranks.append(subprocess.Popen([sys.executable, script, folder / "runs"], env=environment))
    assert [rank.wait(240) for rank in ranks] == [0, 0]
    logs = sorted((folder / "runs").glob("*.jsonl"), key=lambda path: "rank1" in path.name)
    return [[json.loads(line) for line in log.read_text().splitlines()] for log in logs]


def steps(lines: Lines) -> Lines:
    return [line for line in lines if line["type"] == "step"]


def test_rank_0_tells_of_layers_and_all_ranks_of_scalars(logs: list[Lines]) -> None:
    zero, one = logs
    job = zero[0]
    assert (job["world_size"], job["attempt"]) == (2, 3)
    assert [layer["name"] for layer in job["layers"]] == ["0", "2"], "without the name of the wrapper"
    assert {line["type"] for line in one} == {"step"}, "one rank speaks for the job"
    assert all("layers" in line for line in steps(zero))
    assert not any("layers" in line for line in steps(one))
    assert [line["rank"] for line in steps(one)] == [1] * 20
    # After the exchange of gradients both have the same norm, and their own losses.
    assert [line["grad_norm"] for line in steps(zero)] == pytest.approx([line["grad_norm"] for line in steps(one)])
    assert [line["loss"] for line in steps(zero)] != [line["loss"] for line in steps(one)]
    assert all(0 < line["compute_time_ms"] < line["step_time_ms"] for line in steps(zero) + steps(one))


def test_where_all_ranks_ran_is_told_even_if_the_run_is_short(logs: list[Lines]) -> None:
    described = [line for line in logs[0] if line["type"] == "job"][-1]
    assert [(each["rank"], each["host"]) for each in described["ranks"]] == [(0, "node-0"), (1, "node-1")]


def test_a_replica_that_drifts_has_another_digest(logs: list[Lines]) -> None:
    zero, one = ({line["step"]: line["parameter_digest"] for line in steps(lines) if "parameter_digest" in line} for lines in logs)
    assert [(step, digest == one[step]) for step, digest in zero.items()] == [(0, True), (5, True), (10, True), (15, False)]


@pytest.mark.parametrize(
    ("story", "environment", "rank", "size", "attempt"),
    [
        ("alone", {}, 0, 1, 0),
        ("torchrun", {"RANK": "3", "WORLD_SIZE": "8", "TORCHELASTIC_RESTART_COUNT": "2"}, 3, 8, 2),
        ("Slurm", {"SLURM_PROCID": "5", "SLURM_NTASKS": "16", "SLURM_RESTART_COUNT": "1"}, 5, 16, 1),
        ("Open MPI", {"OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "2"}, 1, 2, 0),
        ("by hand", {"DESCENTRY_ATTEMPT": "4", "TORCHELASTIC_RESTART_COUNT": "2"}, 0, 1, 4),
        ("nonsense", {"RANK": "one"}, 0, 1, 0),
    ],
)
def test_launchers_tell_the_rank_and_the_attempt(
    story: str, environment: dict[str, str], rank: int, size: int, attempt: int
) -> None:
    world = World.found(environment)
    assert (world.rank, world.size, world.attempt) == (rank, size, attempt)


def test_a_job_keeps_its_id_over_restarts_where_a_launcher_has_one() -> None:
    slurm = {"SLURM_JOB_ID": "4711"}
    assert job_id("lm", World(), slurm) == job_id("lm", World(attempt=1), slurm) == "lm-4711"
    assert job_id("lm", World(), {"DESCENTRY_JOB_ID": "mine"}) == "mine"
    assert job_id("lm", World(), {}) != job_id("lm", World(), {}), "two starts by hand are two runs"
