"""What was done to a store, step by step: when, which files, which data set came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from opora.results.store.manifest import Manifest, read_json
from opora.results.store.storage import Storage

HISTORY = "history.json"

What = Literal["add", "withdraw"]


class Step(msgspec.Struct, frozen=True):
    """One change: ``before`` and ``after`` are the hashes of the data sets."""

    at: datetime
    what: What
    files: tuple[str, ...]
    before: str
    after: str


def steps_of(storage: Storage, manifest: Manifest) -> tuple[Step, ...]:
    """Return the changes that led to a manifest, the oldest first.

    A step is written before its manifest; one whose writer was killed in between never
    counted, and is passed over.
    """
    if not storage.exists(HISTORY):
        return ()
    steps = read_json(storage, HISTORY, tuple[Step, ...])
    return steps if _happened(steps, manifest) else steps[:-1]


def with_step(storage: Storage, manifest: Manifest, step: Step) -> bytes:
    """Return the content of the history with one more step after those of a manifest."""
    return msgspec.json.encode((*steps_of(storage, manifest), step))


def _happened(steps: Sequence[Step], manifest: Manifest) -> bool:
    return not steps or steps[-1].after == manifest.data_hash
