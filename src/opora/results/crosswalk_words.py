"""The queue of unknown schools as sentences for a person and as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from opora.results.crosswalk import Clash, Queue, UnknownSchool

_CLASHES = {
    "code_of_two_schools": "Один код у разных школ",
    "school_of_two_codes": "У одной школы разные коды",
}


def queue_to_json(queue: Queue) -> dict[str, Any]:
    """Return the queue as the keys ``unknown`` and ``clashes``."""
    return {
        "unknown": [asdict(one) for one in queue.unknown],
        "clashes": [asdict(one) for one in queue.clashes],
    }


def queue_sentences(queue: Queue) -> Iterator[str]:
    """Yield a sentence for each school that is not known and for each contradiction.

    Examples
    --------
    >>> next(queue_sentences(Queue((UnknownSchool("edu880199", None, ("a.xlsx",), ()),), ())))
    'Неизвестная школа: edu880199 (a.xlsx). Похожих нет.'
    """
    yield from (_unknown(one) for one in queue.unknown)
    yield from (_clash(one) for one in queue.clashes)


def _unknown(one: UnknownSchool) -> str:
    called = ", ".join(filter(None, (one.code, one.name)))
    alike = "; ".join(
        f"{each.code} {each.name} — {each.score:.2f} ({each.reason})"
        for each in one.suggestions
    )
    told = f"Похожи: {alike}." if alike else "Похожих нет."
    return f"Неизвестная школа: {called} ({', '.join(one.files)}). {told}"


def _clash(one: Clash) -> str:
    codes, names = ", ".join(one.codes), " и ".join(one.names)
    return f"{_CLASHES[one.kind]}: {codes}: {names} ({', '.join(one.files)})."
