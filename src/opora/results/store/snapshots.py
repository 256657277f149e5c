"""Every manifest that ever was, by data hash: whole now and then, in between what changed.

Ten thousand files added one by one would otherwise leave ten thousand whole manifests, which
is gigabytes.
"""

from __future__ import annotations

import hashlib

import msgspec

from opora.results.store.manifest import Manifest, Part, read_json
from opora.results.store.storage import Storage

_MOST_LINKS = 50
"""So many changes lie between whole manifests: a damaged file costs no more data sets."""


class Snapshot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A manifest: whole, or what makes it of the one named ``base``.

    ``changed`` are parts in the place of those of ``base``, ``parts`` come after them;
    ``links`` tells how many snapshots lie between this one and a whole one, ``stands_for`` is
    the SHA-256 of the manifest.
    """

    parts: tuple[Part, ...] = ()
    base: str | None = None
    changed: tuple[Part, ...] = ()
    links: int = 0
    stands_for: str = ""

    def over(self, base: Manifest) -> Manifest:
        """Return the manifest that this one makes of its base."""
        changed = {part.key: part for part in self.changed}
        return Manifest((*(changed.get(part.key, part) for part in base.parts), *self.parts))


def put_snapshot(storage: Storage, manifest: Manifest, before: Manifest) -> None:
    """Keep a manifest that was made of the one before.

    A data set that was there already keeps its snapshot, on which later ones may lie.
    """
    name = _name(manifest.data_hash)
    if not storage.exists(name):
        content = msgspec.json.encode(_snapshot(storage, manifest, before))
        storage.put(name, lambda path: path.write_bytes(content))


def read_snapshot(storage: Storage, data_hash: str) -> Manifest:
    """Return the manifest of a data set.

    Raises
    ------
    NotAStore
        If its file, or one on which it lies, is damaged or gone.
    """
    changes: list[Snapshot] = []
    snapshot = read_json(storage, _name(data_hash), Snapshot)
    while snapshot.base is not None:
        changes.append(snapshot)
        snapshot = read_json(storage, _name(snapshot.base), Snapshot)
    manifest = Manifest(snapshot.parts)
    for change in reversed(changes):
        manifest = change.over(manifest)
    return manifest


def _snapshot(storage: Storage, manifest: Manifest, before: Manifest) -> Snapshot:
    whole = Snapshot(manifest.parts, stands_for=_digest(manifest))
    base = before.data_hash
    if not storage.exists(_name(base)):
        return whole
    below = read_json(storage, _name(base), Snapshot)
    # The data set may have been there before with other parts that no longer count.
    if below.links >= _MOST_LINKS or below.stands_for != _digest(before):
        return whole
    old = {part.key: part for part in before.parts}
    change = Snapshot(
        tuple(part for part in manifest.parts if part.key not in old),
        base,
        tuple(part for part in manifest.parts if part != old.get(part.key, part)),
        below.links + 1,
        whole.stands_for,
    )
    # A part that was brought again moves to the end, which no change of this kind tells.
    return change if change.over(before) == manifest else whole


def _digest(manifest: Manifest) -> str:
    return hashlib.sha256(msgspec.json.encode(manifest)).hexdigest()


def _name(data_hash: str) -> str:
    return f"manifests/{data_hash}.json"
