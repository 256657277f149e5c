"""The scale of the index, kept in a file so that later years are measured with the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from opora.cli_identify.refusing import TableRefused

if TYPE_CHECKING:
    from opora.analytics.context import IndexScale

Cutting = Literal["quartiles", "three", "kmeans"]

GROUP_NAMES = {
    3: ("неблагоприятные условия", "средние условия", "благоприятные условия"),
    4: ("неблагоприятные условия", "условия ниже средних", "условия выше средних",
        "благоприятные условия"),
}  # fmt: skip


class SavedScale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that turns items into the index and the index into a group.

    ``year`` and ``schools`` say on what it was fitted; arrays are in the order of ``items``.
    """

    items: tuple[str, ...]
    direction: tuple[float, ...]
    lowest: tuple[float, ...]
    highest: tuple[float, ...]
    mean: tuple[float, ...]
    sd: tuple[float, ...]
    weights: tuple[float, ...]
    medians: dict[str, tuple[float, ...]]
    correlation: tuple[tuple[float, ...], ...]
    log_odds: bool
    alpha: float | None
    first_share: float
    year: int | None
    schools: int
    cutting: Cutting
    cuts: tuple[float, ...]

    def __post_init__(self) -> None:
        size = len(self.items)
        rows = (self.direction, self.lowest, self.highest, self.mean, self.sd, self.weights,
                *self.medians.values(), self.correlation, *self.correlation)  # fmt: skip
        if not size or any(len(one) != size for one in rows) or "" not in self.medians:
            raise ValueError(f"нужно по числу на каждый из {size} показателей")
        if any(one <= 0 for one in self.sd) or [*self.cuts] != sorted(set(self.cuts)):
            raise ValueError("sd должны быть больше нуля, cuts — возрастать")

    def scale(self) -> IndexScale:
        """Return the scale as the analytics take it."""
        import numpy as np

        from opora.analytics.context import IndexScale

        return IndexScale(
            direction=np.array(self.direction),
            lowest=np.array(self.lowest),
            highest=np.array(self.highest),
            mean=np.array(self.mean),
            sd=np.array(self.sd),
            weights=np.array(self.weights),
            medians={label: np.array(one) for label, one in self.medians.items()},
            correlation=np.array(self.correlation),
            log_odds=self.log_odds,
            alpha=float("nan") if self.alpha is None else self.alpha,
            first_share=self.first_share,
        )

    @property
    def groups(self) -> tuple[str, ...]:
        """The names of the groups, the hardest context first."""
        count = len(self.cuts) + 1
        numbered = tuple(f"группа {number} из {count}" for number in range(1, count + 1))
        return GROUP_NAMES.get(count, numbered)

    def save(self, path: Path) -> None:
        """Write the scale as JSON."""
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1))


def saved(  # noqa: PLR0913 — each is a decision of its own
    scale: IndexScale,
    items: tuple[str, ...],
    *,
    year: int | None,
    schools: int,
    cutting: Cutting,
    cuts: tuple[float, ...],
) -> SavedScale:
    """Return a fitted scale as it is kept."""
    from math import isnan

    rows = {
        name: tuple(getattr(scale, name).tolist())
        for name in ("direction", "lowest", "highest", "mean", "sd", "weights")
    }
    return SavedScale(
        items=items,
        **rows,
        medians={label: tuple(one.tolist()) for label, one in scale.medians.items()},
        correlation=tuple(map(tuple, scale.correlation.tolist())),
        log_odds=scale.log_odds,
        alpha=None if isnan(scale.alpha) else scale.alpha,
        first_share=scale.first_share,
        year=year,
        schools=schools,
        cutting=cutting,
        cuts=cuts,
    )


def load_scale(path: Path) -> SavedScale:
    """Read a scale that was kept.

    Raises
    ------
    TableRefused
        If the file is no scale; names the key and the reason.
    """
    from opora.methodology.packs import in_russian
    from opora.methodology.passport_items import load_passport_items

    try:
        kept = msgspec.json.decode(path.read_bytes(), type=SavedScale)
    except msgspec.ValidationError as error:
        reason, _, key = str(error).partition(" - at ")
        where = key.strip("`") or "$"
        raise TableRefused(f"Шкала «{path.name}»: {where}: {in_russian(reason)}.") from error
    except msgspec.DecodeError as error:
        raise TableRefused(f"Файл «{path.name}» — не сохранённая шкала индекса.") from error
    strange = {*kept.items} - {one.code for one in load_passport_items().items}
    if strange:
        raise TableRefused(f"Шкала «{path.name}»: показателя «{min(strange)}» нет.")
    return kept
