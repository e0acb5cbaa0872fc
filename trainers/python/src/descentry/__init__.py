"""Tells Descentry how a training run goes.

    monitor = descentry.watch(model, optimizer, job="digits")
    ...
    monitor.step(loss)

Nothing here raises, waits for the network, or changes what the script computes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from descentry.alerts import Alert
from descentry.guard import log, tell_once
from descentry.run import OnAlert, Run
from descentry.settings import Settings
from descentry.world import World

if TYPE_CHECKING:
    import torch

    from descentry.monitor import Monitor

__all__ = ["Alert", "Run", "Settings", "World", "start", "watch"]
__version__ = "0.1.0"


def watch(
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer | Sequence[torch.optim.Optimizer] | None = None,
    *,
    job: str,
    job_id: str | None = None,
    on_alert: OnAlert = "log",
    **more: Any,
) -> Monitor:
    """Watches a PyTorch model. Call ``step(loss)`` of what it returns after each optimizer step.

    :param job: what people call the run
    :param job_id: identity of the run over restarts; without it the launcher's id is used, or each start is a new run
    :param on_alert: "log", "stop" (``should_stop`` turns true on a critical alert), "checkpoint" (the same, but a checkpoint is
        to be written first), a function that takes an ``Alert``, or None to hear nothing
    :param more: settings (``mode``, ``budget``, ``layers_every`` and so on, see Settings) and facts of the job (``project``,
        ``task``, ``loss_kind``, ``num_classes``, ``expected_steps`` and so on, see JobDescription)
    """
    import torch

    from descentry.monitor import Monitor
    from descentry.torch_facts import facts_of

    optimizers = [] if optimizer is None else list(optimizer) if isinstance(optimizer, list | tuple) else [optimizer]
    try:
        found = facts_of(model, optimizers)
    except Exception as error:
        tell_once("describing the model", error)
        found = {}
    device = found.pop("device", None)
    run = start(job, job_id=job_id, on_alert=on_alert, device=device, **{**found, **more})
    try:
        return Monitor(run, model, optimizers)
    except Exception as error:
        tell_once("watching the model", error)
        run.end("CANCELLED")
        return Monitor(_nothing(job), torch.nn.Identity(), [])


def start(job: str, *, job_id: str | None = None, on_alert: OnAlert = "log", device: str | None = None, **more: Any) -> Run:
    """The plain interface, for JAX and whatever has no adapter: ``step(loss=..., grad_norm=...)`` with numbers.

    Arguments as in ``watch``, and ``world`` to say which rank this is where no launcher does.
    """
    try:
        own = {name: more.pop(name) for name in list(more) if name in Settings.__dataclass_fields__ and name != "settings"}
        world = more.pop("world", None) or World.found()
        if device is not None:
            world = World(world.rank, world.size, world.attempt, world.host, device, world.rack)
        return Run(job, Settings.of(own), world, on_alert=on_alert, facts=more, run_id=job_id)
    except Exception as error:
        log.error("descentry is off for this run: %s", error)
        return _nothing(job)


def _nothing(job: str) -> Run:
    return Run(job, Settings(mode="disabled"), World(), on_alert=None)
