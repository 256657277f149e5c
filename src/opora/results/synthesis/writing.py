"""Which files an invented region has, and where its truth stands."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from opora.results.synthesis import forms, protocols, reports
from opora.results.synthesis.region import Region, School, draw_schools
from opora.results.synthesis.sittings import (
    SITTINGS,
    Papers,
    Sitting,
    sit,
    true_shares,
)

Written = dict[int, list[Papers]]
"""What the schools wrote in a year, by number of the sitting."""

LAYOUTS = (
    "vpr_individual", "vpr_marks", "flat_marks", "oge_protocol", "ege_protocol", "ege_checked",
    "vpr_journal", "vpr_scores", "vpr_tasks", "vpr_planned", "vpr_groups", "flat_scores",
    "flat_bias", "oge_appeals", "oge_english", "social_passport", "social_passport_classes",
    "social_passport_table", "oo1",
)  # fmt: skip
"""All layouts. Those up to ``ege_checked`` hold each assessment once, the others again."""

_INDIVIDUAL, _MARKS, _FLAT = 5, 6, 7
_REPORTS: dict[str, tuple[str, Callable[[Path, Sitting, int, Sequence[Papers]], None]]] = {
    "vpr_journal": ("Ф4_Сравнение с журналом", reports.write_journal),
    "vpr_scores": ("Ф5_Распределение первичных баллов", reports.write_scores),
    "vpr_tasks": ("Ф6_Выполнение заданий", reports.write_tasks),
    "vpr_groups": ("Ф8_Выполнение заданий группами", reports.write_groups),
}


class UnknownLayout(ValueError):
    """A layout that is asked for is none of ``LAYOUTS``."""


def write_region(
    region: Region, out: Path, *, layouts: Collection[str] | None = None
) -> list[Path]:
    """Write the files of a region; the same region gives the same bytes.

    Parameters
    ----------
    region : Region
        What is asked for.
    out : pathlib.Path
        The folder. ``results`` gets files in which each assessment stands once, to be put into
        a store; ``reports`` further reports of the same assessments; ``passports`` social
        passports; ``oo1`` the forms ОО-1; ``codes.csv`` which codes are one school;
        ``truth`` what no file says.
    layouts : collection of str, optional
        Which of ``LAYOUTS`` are written; all if none are named.

    Returns
    -------
    list of pathlib.Path
        The files in the order in which they were written.

    Raises
    ------
    UnknownLayout
        If a layout is asked for that does not exist.
    OSError
        If the disk refuses.
    """
    wanted = frozenset(LAYOUTS if layouts is None else layouts)
    if wanted - {*LAYOUTS}:
        raise UnknownLayout(", ".join(sorted(wanted - {*LAYOUTS})))

    schools = draw_schools(region)
    writer = _Writer(region, out, wanted)
    for year in region.years:
        writer.write_year(schools, year)
    writer.write_forms(schools)
    written = writer.written
    written.append(_write_codes(schools, out / "codes.csv"))
    written.append(_write_truth(region, schools, out / "truth"))
    return written


class _Writer:
    """Writes the wanted layouts and remembers the files."""

    def __init__(self, region: Region, out: Path, wanted: frozenset[str]) -> None:
        self.written: list[Path] = []
        self._region = region
        self._out = out
        self._wanted = wanted

    def _path(self, layout: str, folder: str, name: str) -> Path | None:
        """Return the path of a file to be written, None if its layout is not wanted."""
        if layout not in self._wanted:
            return None
        path = self._out / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self.written.append(path)
        return path

    def write_year(self, schools: Sequence[School], year: int) -> None:
        """Write what was sat in a year; nobody sits twice, however many files tell of it."""
        self._out.mkdir(parents=True, exist_ok=True)
        papers = {
            sitting.number: _sat(self._region, schools, sitting, year) for sitting in SITTINGS
        }
        for sitting in SITTINGS:
            if sitting.kind == "ВПР" and papers[sitting.number]:
                self._write_vpr(sitting, year, papers[sitting.number])
        self._write_flat(year, papers)
        self._write_oge(year, papers)
        self._write_ege(year, papers)

    def _write_vpr(self, sitting: Sitting, year: int, papers: list[Papers]) -> None:
        name = f"{sitting.subject}{sitting.grade}"
        if sitting.grade == _INDIVIDUAL:
            self._write_individual(sitting, year, papers)
        elif sitting.grade == _MARKS:
            path = self._path(
                "vpr_marks", f"results/{year}", f"Ф3_Статистика по отметкам_{name}.xlsx"
            )
            if path is not None:
                reports.write_marks(path, sitting, year, papers)
        for layout, (title, write) in _REPORTS.items():
            path = self._path(layout, f"reports/{year}", f"{title}_{name}.xlsx")
            if path is not None:
                write(path, sitting, year, papers)
        self._write_planned(sitting, year, papers)

    def _write_individual(self, sitting: Sitting, year: int, papers: list[Papers]) -> None:
        for municipality, members in _by_municipality(papers):
            name = f"Ф1_Индивидуальные результаты_{sitting.subject}5_{municipality:03}.xlsx"
            path = self._path("vpr_individual", f"results/{year}", name)
            if path is not None:
                reports.write_individual(path, sitting, year, members)

    def _write_planned(self, sitting: Sitting, year: int, papers: list[Papers]) -> None:
        for municipality, members in _by_municipality(papers):
            name = f"Ф7_Планируемые_{sitting.subject}{sitting.grade}_{municipality:03}.xlsx"
            path = self._path("vpr_planned", f"reports/{year}", name)
            if path is not None:
                reports.write_planned(path, sitting, year, members)

    def _write_flat(self, year: int, papers: Written) -> None:
        vpr = [
            (sitting, one)
            for sitting in SITTINGS
            if sitting.kind == "ВПР"
            for one in papers[sitting.number]
        ]
        path = self._path("flat_marks", f"results/{year}", f"marks_{year}.csv")
        if path is not None:
            flat = [(sitting, one) for sitting, one in vpr if sitting.grade == _FLAT]
            reports.write_flat_marks(path, year, flat)
        path = self._path("flat_scores", f"reports/{year}", f"scores_{year}.csv")
        if path is not None:
            reports.write_flat_scores(path, year, vpr)
        path = self._path("flat_bias", f"reports/{year}", f"bias_{year}.xlsx")
        if path is not None:
            reports.write_flat_bias(path, year, vpr)

    def _write_oge(self, year: int, papers: Written) -> None:
        exams = [one for one in SITTINGS if one.kind == "ОГЭ" and papers[one.number]]
        for sitting in exams:
            sat = papers[sitting.number]
            name = f"ОГЭ_{sitting.subject}_{year}.xlsx"
            path = self._path("oge_protocol", f"results/{year}", name)
            if path is not None:
                protocols.write_oge(self._region, path, sitting, year, sat)
            name = f"{sitting.exam_code}_{sitting.date(year):%Y.%m.%d}.xls"
            path = self._path("oge_english", f"reports/{year}", name)
            if path is not None:
                protocols.write_oge_english(self._region, path, sitting, year, sat)
        path = self._path("oge_appeals", f"reports/{year}", f"ОГЭ после апелляций_{year}.xlsx")
        if path is not None:
            named = [(one, papers[one.number]) for one in exams]
            protocols.write_oge_after_appeals(self._region, path, year, named)

    def _write_ege(self, year: int, papers: Written) -> None:
        russian, *mathematics = (one for one in SITTINGS if one.kind == "ЕГЭ")
        sat = [(one, papers[one.number]) for one in mathematics if papers[one.number]]
        folder = f"results/{year}"
        path = self._path("ege_protocol", folder, f"ЕГЭ_МА_{year}.xlsx") if sat else None
        if path is not None:
            protocols.write_ege(self._region, path, year, sat)
        if not papers[russian.number]:
            return
        path = self._path("ege_checked", folder, f"Протокол проверки_ЕГЭ_РУ_{year}.xlsx")
        if path is not None:
            protocols.write_ege_checked(
                self._region, path, russian, year, papers[russian.number]
            )

    def write_forms(self, schools: Sequence[School]) -> None:
        """Write passports and ОО-1 of the last year, and tables of passports of every year."""
        year = self._region.years[-1]
        for school in schools:
            for layout, name, write in (
                ("social_passport", "passports/Социальный паспорт", forms.write_passport),
                ("social_passport_classes", "passports/По классам",
                 forms.write_passport_of_classes),
                ("oo1", "oo1/ОО-1", forms.write_oo1),
            ):  # fmt: skip
                path = self._path(layout, ".", f"{name}_{school.code}.xlsx")
                if path is not None:
                    write(self._region, path, school, year)
        for each in self._region.years:
            for municipality, members in groupby(schools, lambda one: one.municipality):
                name = f"Свод паспортов_{each}_{municipality:03}.xlsx"
                path = self._path("social_passport_table", "passports", name)
                if path is not None:
                    forms.write_passports_table(self._region, path, list(members), each)


def _sat(
    region: Region, schools: Sequence[School], sitting: Sitting, year: int
) -> list[Papers]:
    return [
        one for school in schools if (one := sit(region, school, sitting, year)) is not None
    ]


def _by_municipality(papers: Sequence[Papers]) -> Iterator[tuple[int, list[Papers]]]:
    for municipality, members in groupby(papers, lambda one: one.school.municipality):
        yield municipality, list(members)


def _write_codes(schools: Sequence[School], path: Path) -> Path:
    """Write which code of РИС is which login of ФИС ОКО."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter=";", lineterminator="\n")
        table.writerow(["код", "школа"])
        table.writerows([school.exam_code, school.code] for school in schools)
    return path


def _write_truth(region: Region, schools: tuple[School, ...], out: Path) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    shares = {
        (sitting.code, year): true_shares(region, schools, sitting, year)
        for sitting in SITTINGS
        for year in region.years
    }
    told = [
        _truth(region, school)
        | {
            "shares": [
                {"procedure": code, "year": year, "low": round(float(one[place]), 6)}
                for (code, year), one in shares.items()
            ]
        }
        for place, school in enumerate(schools)
    ]
    path = out / "truth.json"
    content = {"seed": region.seed, "years": region.years, "schools": told}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def _truth(region: Region, school: School) -> dict[str, Any]:
    return {
        "code": school.code,
        "exam_code": school.exam_code,
        "name": school.name,
        "rural": school.rural,
        "pupils": school.pupils,
        "context": round(school.context, 6),
        "level": round(school.level, 6),
        "growth": round(school.growth, 6),
        "heaps": school.heaps,
        "passport": forms.passport_counts(region, school, region.years[-1]),
    }
