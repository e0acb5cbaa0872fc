"""Where records go."""

from __future__ import annotations

from typing import Any, Protocol

Record = dict[str, Any]


class Transport(Protocol):
    """Takes records on the background thread. May raise; then the record counts as lost and the next one is tried."""

    def send(self, kind: str, record: Record) -> bool:
        """Hands one record over. False: not now, offer it again later.

        :param kind: name of the Avro record
        """

    def poll(self) -> None:
        """Called now and then, records or not."""

    def lost(self) -> int:
        """Records that were taken and then lost."""

    def close(self, seconds: float) -> None:
        """Waits at most so long for what was taken."""
