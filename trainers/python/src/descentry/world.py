"""Which process of a job this is, where it runs, and which attempt it belongs to, as launchers tell it."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from descentry.guard import harmless


@dataclass(frozen=True)
class World:
    """One rank among the ranks of its job."""

    rank: int = 0
    size: int = 1
    attempt: int = 0
    host: str | None = None
    device: str | None = None
    rack: str | None = None

    @staticmethod
    def found(environment: Mapping[str, str] = os.environ) -> World:
        """From torch.distributed where it is set up, else from torchrun's, Slurm's or Open MPI's variables."""
        distributed = _distributed()
        if distributed is not None:
            rank, size = int(distributed.get_rank()), int(distributed.get_world_size())
        else:
            rank = _number(environment, "RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK") or 0
            size = _number(environment, "WORLD_SIZE", "SLURM_NTASKS", "OMPI_COMM_WORLD_SIZE") or 1
        return World(
            rank=rank,
            size=max(size, rank + 1),
            attempt=_number(environment, "DESCENTRY_ATTEMPT", "TORCHELASTIC_RESTART_COUNT", "SLURM_RESTART_COUNT") or 0,
            host=environment.get("NODE_NAME") or socket.gethostname(),
            rack=environment.get("DESCENTRY_RACK"),
        )


def _distributed() -> Any:
    """torch.distributed if the script has set it up; nothing is imported for the question."""
    torch = sys.modules.get("torch")
    distributed = getattr(torch, "distributed", None)
    if distributed is not None and distributed.is_available() and distributed.is_initialized():
        return distributed
    return None


def _number(environment: Mapping[str, str], *names: str) -> int | None:
    for name in names:
        text = environment.get(name, "")
        if text.isdigit():
            return int(text)
    return None


def job_id(name: str, world: World, environment: Mapping[str, str] = os.environ) -> str:
    """An id of this run, the same on all its ranks and attempts.

    A launcher that restarts a job knows it by an id; without one, each start is a run of its own.
    """
    given = environment.get("DESCENTRY_JOB_ID")
    if given:
        return given
    for variable in ("SLURM_JOB_ID", "TORCHELASTIC_RUN_ID"):
        launched = environment.get(variable, "")
        if launched and launched != "none":
            return f"{name}-{launched}"
    own = f"{name}-{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"
    if world.size == 1:
        return own
    store = _store()
    if store is not None:
        # compare_set is no collective call: nobody waits for a rank that does not come here.
        return bytes(store.compare_set(f"descentry/{name}/{world.attempt}", "", own)).decode()
    port = environment.get("MASTER_PORT", "")
    return f"{name}-{environment.get('MASTER_ADDR', 'local')}-{port}" if port else own


def _store() -> Any:
    """The key-value store through which ranks found each other."""
    distributed = _distributed()
    try:
        return distributed.distributed_c10d._get_default_store() if distributed is not None else None
    except (AttributeError, RuntimeError, ValueError):
        return None


class Placements:
    """Where the ranks of the job run: each leaves a note in the store, rank 0 collects them without waiting."""

    def __init__(self, job: str, world: World) -> None:
        self._world = world
        self._prefix = f"descentry/{job}/{world.attempt}/placement/"
        self._store = _store() if world.size > 1 else None
        self._until = time.monotonic() + 60
        self.known: dict[int, dict[str, Any]] = {world.rank: _placement(world.rank, world.host, world.device, world.rack)}
        if self._store is not None and world.rank:
            note = "\n".join(each or "" for each in (world.host, world.device, world.rack))
            self._store.set(f"{self._prefix}{world.rank}", note)

    def listed(self) -> list[dict[str, Any]]:
        """What is known, by rank."""
        return [self.known[rank] for rank in sorted(self.known)]

    @harmless(False)
    def news(self) -> bool:
        """Looks for notes that were not there before. For the background thread of rank 0."""
        if self._store is None or self._world.rank or len(self.known) == self._world.size or time.monotonic() > self._until:
            return False
        before = len(self.known)
        for rank in range(self._world.size):
            key = f"{self._prefix}{rank}"
            if rank not in self.known and self._store.check([key]):
                host, device, rack = bytes(self._store.get(key)).decode().split("\n")
                self.known[rank] = _placement(rank, host or None, device or None, rack or None)
        return len(self.known) > before


def _placement(rank: int, host: str | None, device: str | None, rack: str | None) -> dict[str, Any]:
    return {"rank": rank, "host": host, "device": device, "rack": rack}
