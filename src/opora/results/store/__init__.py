"""The marks store: results as immutable parts, and a manifest of those that count."""

from opora.results.store.dataset import Dataset
from opora.results.store.engine import open_engine
from opora.results.store.marks import Arrival, Changed, Store, source_digest
from opora.results.store.refusals import (
    EngineUnavailable,
    NoSuchDataset,
    NoSuchSource,
    NotAStore,
    StoreNotWritable,
    StoreRefused,
)

__all__ = [
    "Arrival",
    "Changed",
    "Dataset",
    "EngineUnavailable",
    "NoSuchDataset",
    "NoSuchSource",
    "NotAStore",
    "Store",
    "StoreNotWritable",
    "StoreRefused",
    "open_engine",
    "source_digest",
]
