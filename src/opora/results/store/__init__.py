"""The marks store: results as immutable parts, and a manifest of those that count."""

from opora.results.store.arrivals import Arrival, Changed, ReadyTables, source_digest
from opora.results.store.dataset import Dataset
from opora.results.store.engine import Engine, open_engine
from opora.results.store.history import Step
from opora.results.store.marks import Store
from opora.results.store.refusals import (
    EngineFailed,
    EngineUnavailable,
    NoSuchDataset,
    NoSuchSource,
    NotAStore,
    StorageUnavailable,
    StoreBusy,
    StoreNotWritable,
    StoreRefused,
)

__all__ = [
    "Arrival",
    "Changed",
    "Dataset",
    "Engine",
    "EngineFailed",
    "EngineUnavailable",
    "NoSuchDataset",
    "NoSuchSource",
    "NotAStore",
    "ReadyTables",
    "Step",
    "StorageUnavailable",
    "Store",
    "StoreBusy",
    "StoreNotWritable",
    "StoreRefused",
    "open_engine",
    "source_digest",
]
