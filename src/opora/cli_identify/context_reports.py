"""The context of schools, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import typer

from opora.analytics.context import without_each_item
from opora.cli_identify.lists import (
    NOT_NORMATIVE,
    OFFICIAL,
    chance_words,
    console,
    decimal,
    rounded,
    signed,
    verdict_names,
)
from opora.cli_identify.passports import NO_LINE

if TYPE_CHECKING:
    from opora.cli_identify.context_results import Explained
    from opora.cli_identify.contexts import Study
    from opora.methodology.passport_items import PassportItem

_POINTS = 10
_NEAR_A_CUT = 0.9


def context_json(study: Study, told: Explained | None) -> dict[str, Any]:
    """Return the context of all schools as programs get it."""
    shown: dict[str, Any] = {
        "scale": _scale_json(study),
        "schools": [study_school_json(study, at, told) for at in range(len(study.passports))],
        "skipped": [*study.skipped],
    }
    if told is not None:
        shown["results"] = {
            "rule": told.listed.rule.code,
            "year": told.listed.year,
            "data_hash": told.listed.asked.dataset.data_hash,
            "terms": [*told.fit.terms],
            "r2": rounded(told.fit.r2),
            "without_passport": _without_passport(study, told),
        }
    return shown


def _scale_json(study: Study) -> dict[str, Any]:
    kept = study.kept
    scale, without = kept.scale(), without_each_item(study.index)
    return {
        "year": kept.year,
        "schools": kept.schools,
        "alpha": kept.alpha,
        "first_share": rounded(kept.first_share),
        "cutting": kept.cutting,
        "cuts": [rounded(one) for one in kept.cuts],
        "items": [
            {
                "code": code,
                "title": _items()[code].title,
                "direction": int(scale.direction[at]),
                "weight": rounded(scale.weights[at]),
                "rank_correlation_without": rounded(without[at]),
            }
            for at, code in enumerate(kept.items)
        ],
        "not_used": study.not_used,
    }


def study_school_json(study: Study, at: int, told: Explained | None) -> dict[str, Any]:
    """Return what is known of the context of one school."""
    one, found = study.passports[at], study.index
    shown: dict[str, Any] = {
        "code": one.school,
        "name": one.name,
        "file": one.file,
        "pupils": one.pupils,
        "index": rounded(found.index[at]),
        "points": rounded(found.points[at]),
        "percentile": rounded(_percentile(found.index[at])),
        "error": rounded(found.error[at]),
        "group": _group(study, at),
        "membership": [rounded(chance) for chance in study.membership[at]],
        "items": [
            {
                "code": code,
                "share": rounded(one.shares[code]) if code in one.shares else None,
                "points": rounded(_POINTS * found.contribution[at, column]),
                "remark": _remark(study, at, code),
            }
            for column, code in enumerate(study.kept.items)
        ],
        "similar": [study.schools[other] for other, _ in study.similar.get(at, [])],
    }
    return shown if told is None else shown | {"result": _result_json(told, at)}


def _result_json(told: Explained, at: int) -> dict[str, Any] | None:
    place = told.at[at]
    if place is None:
        return None
    fit, field = told.fit, told.quadrant[at]
    return {
        "official": str(told.listed.found.official[place]),
        "verdict": str(told.listed.found.verdict[place]),
        "share_not_low": rounded(fit.result[place]),
        "expected": rounded(fit.expected[place]),
        "residual": rounded(fit.residual[place]),
        "probability_above": rounded(fit.above[place]),
        "outside": bool(fit.outside[place]),
        "field": field[0] if field else None,
        "field_probability": rounded(field[1]) if field else None,
        "resilient": bool(told.resilient[at]),
    }


def show_context(study: Study, told: Explained | None) -> None:
    """Print the schools from the hardest context to the best."""
    from rich.table import Table

    heads = ("Школа", "Индекс", "Ошибка", "Группа", "Вероятность группы", "Нет данных")
    more = ("По правилу", "Выше ожидаемого", "Поле") if told is not None else ()
    table = Table(*heads, *more)
    points = study.index.points
    for at in np.argsort(np.where(np.isnan(points), np.inf, points), kind="stable"):
        row = _cells(study, int(at))
        table.add_row(*row, *(_result_cells(told, int(at)) if told is not None else ()))
    kept = study.kept
    year = f", {kept.year} год" if kept.year else ""
    typer.echo(f"Индекс социального благополучия, шкала по {kept.schools} школам{year}.")
    console().print(table)
    typer.echo("\n".join(_summary(study, told)))


def _cells(study: Study, at: int) -> list[str]:
    one, found = study.passports[at], study.index
    known = np.isfinite(found.index[at])
    gaps = [code for code in study.kept.items if code not in one.shares]
    return [
        one.school if one.school == one.name else f"{one.school} {one.name}",
        decimal(found.points[at], 1) if known else "нет данных",
        decimal(_POINTS * found.error[at], 1) if known else "—",
        _group(study, at) or "—",
        chance_words(float(study.membership[at].max())) if known else "—",
        ", ".join(gaps) or "—",
    ]


def _result_cells(told: Explained, at: int) -> list[str]:
    place, field = told.at[at], told.quadrant[at]
    if place is None:
        return ["нет данных", "—", "—"]
    words = f"{field[0]} ({chance_words(field[1])})" if field else "—"
    official = OFFICIAL[told.listed.found.official[place]]
    return [official, chance_words(float(told.fit.above[place])), words]


def _summary(study: Study, told: Explained | None) -> Iterator[str]:
    kept = study.kept
    alpha = "—" if kept.alpha is None else decimal(kept.alpha, 2)
    share = decimal(100 * kept.first_share, 0)
    yield f"Показателей {len(kept.items)}; альфа {alpha}, первая компонента {share} %."
    for code, why in study.not_used.items():
        yield f"Не вошёл {code} «{_items()[code].title}»: {why}."
    if study.skipped:
        yield f"Не паспорта: {', '.join(study.skipped)}."
    if told is not None:
        yield f"Контекст и состав объясняют {decimal(100 * told.fit.r2, 0)} % различий."
        missing = _without_passport(study, told)
        if missing:
            yield f"Результаты есть, паспорта нет: {', '.join(missing)}."
        if told.resilient.any():
            names = [study.schools[at] for at in np.flatnonzero(told.resilient)]
            yield f"Резильентные школы: {', '.join(names)}."
    yield f"{NOT_NORMATIVE}: состав индекса, веса и границы групп."


def _without_passport(study: Study, told: Explained) -> list[str]:
    return sorted({*told.listed.found.counts.schools.tolist()} - {*study.schools})


def explained_context(study: Study, at: int, told: Explained | None) -> Iterator[str]:
    """Say of what the index of a school is made, what is missing, which schools are alike."""
    one, found = study.passports[at], study.index
    yield f"{one.school} {one.name if one.name != one.school else ''}".strip()
    pupils = (
        "число обучающихся не указано" if one.pupils is None else f"обучающихся {one.pupils}"
    )
    yield f"Паспорт: {one.file}; {pupils}."
    if np.isnan(found.index[at]):
        yield "Индекс не посчитан: нет трети показателей или больше."
    else:
        yield (
            f"Индекс {decimal(found.points[at], 1)} (среднее региона 50), ошибка "
            f"{decimal(_POINTS * found.error[at], 1)}; {_group_words(study, at)}."
        )
    for column, code in enumerate(study.kept.items):
        yield _item_words(study, at, column, code)
    near = [
        f"{study.schools[other]} ({decimal(far, 2)})"
        for other, far in study.similar.get(at, [])
    ]
    if near:
        yield f"Похожие по условиям школы (расстояние): {', '.join(near)}."
    if told is not None:
        yield from _result_words(told, at)
    yield f"{NOT_NORMATIVE}: состав индекса, веса и границы групп."


def _item_words(study: Study, at: int, column: int, code: str) -> str:
    one, item = study.passports[at], _items()[code]
    share = f"{decimal(100 * one.shares[code], 1)} %" if code in one.shares else "нет данных"
    points = study.index.contribution[at, column] * _POINTS
    added = "—" if np.isnan(points) else signed(points, 1)
    sign = "больше — лучше" if item.direction > 0 else "больше — хуже"
    remark = _remark(study, at, code)
    return f"  {code} {item.title} ({sign}): {share}, вклад {added}" + (
        f"; {remark}" if remark else ""
    )


def _result_words(told: Explained, at: int) -> Iterator[str]:
    place, field = told.at[at], told.quadrant[at]
    if place is None or np.isnan(told.fit.result[place]):
        yield "Результатов, которые учитываются, нет или мало."
        return
    found = told.listed.found
    verdict = verdict_names()[found.verdict[place]]
    yield (
        f"По правилу {told.listed.rule.code}: {OFFICIAL[found.official[place]]}; "
        f"вывод: {verdict}."
    )
    yield (
        f"Без низких результатов {decimal(100 * told.fit.result[place], 1)} % участников, при "
        f"таком контексте ожидается {decimal(100 * told.fit.expected[place], 1)} %; "
        f"вероятность, что школа выше ожидаемого, {chance_words(float(told.fit.above[place]))}."
    )
    if told.fit.outside[place]:
        yield "Похожих по условиям школ почти нет: ожидание ненадёжно."
    if field:
        yield f"Поле: {field[0]}; вероятность {chance_words(field[1])}."


def _remark(study: Study, at: int, code: str) -> str | None:
    """Say why an item is missing and what stands for it, or what was assumed of it."""
    one = study.passports[at]
    if code in one.shares:
        return one.remarks.get(code)
    settlement = study.settlement[at]
    stands = f"медиана региона, тип «{settlement}»" if settlement else "медиана региона"
    return f"{one.remarks.get(code, NO_LINE)}; взята {stands}"


def _group(study: Study, at: int) -> str | None:
    """Name the group by the cuts; how sure that is stands beside it."""
    index = study.index.index[at]
    if np.isnan(index):
        return None
    return study.kept.groups[int(np.searchsorted(study.kept.cuts, index, side="right"))]


def _group_words(study: Study, at: int) -> str:
    """Name the group; near a cut also the other side."""
    names, chances = study.kept.groups, study.membership[at]
    order = np.argsort(-chances, kind="stable")
    first = f"{names[order[0]]}, вероятность {chance_words(float(chances[order[0]]))}"
    if chances[order[0]] >= _NEAR_A_CUT:
        return first
    return (
        f"{first}; рядом граница: {names[order[1]]} — {chance_words(float(chances[order[1]]))}"
    )


def _percentile(index: float) -> float:
    from scipy.special import ndtr

    return float(100 * ndtr(index))


@cache
def _items() -> dict[str, PassportItem]:
    from opora.methodology.passport_items import load_passport_items

    return {one.code: one for one in load_passport_items().items}
