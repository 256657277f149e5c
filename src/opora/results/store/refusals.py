"""Refusals of the marks store: each says in Russian what is wrong and what to do."""

from __future__ import annotations

from opora.results.refusals import ResultsRefused


class StoreRefused(ResultsRefused):
    """The store cannot do what is asked; ``str(refusal)`` is a sentence for a person."""


class NotAStore(StoreRefused):
    """The folder holds no store, or a file of the store is damaged."""


class NoSuchDataset(StoreRefused):
    """No data set of this store has this hash."""


class NoSuchSource(StoreRefused):
    """The store holds nothing of this source."""


class StoreNotWritable(StoreRefused):
    """The disk is full or forbids writing; what stood in the store stands."""


class EngineUnavailable(StoreRefused):
    """The engine asked for is not one that this installation has."""


class EngineFailed(StoreRefused):
    """The engine could not finish: it had too little memory or the cluster fell away."""


class StoreBusy(StoreRefused):
    """Another writer holds the store."""


class StorageUnavailable(StoreRefused):
    """The package for this kind of storage is not installed, or there is no such kind."""
