"""Which files an invented region has, and where its truth stands."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from opora.results.synthesis import layouts
from opora.results.synthesis.region import Region, School, draw_schools
from opora.results.synthesis.sittings import SITTINGS, Papers, Sitting, sit, true_shares

Written = dict[int, list[Papers]]
"""What the schools wrote in a year, by number of the sitting."""


def write_region(region: Region, out: Path) -> list[Path]:
    """Write the files of a region; the same region gives the same bytes.

    Parameters
    ----------
    region : Region
        What is asked for.
    out : pathlib.Path
        The folder. ``results`` gets the files that schools and regions have, ``passports``
        social passports, ``codes.csv`` which codes are one school, ``truth`` what no file says.

    Returns
    -------
    list of pathlib.Path
        The files in the order in which they were written.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    schools = draw_schools(region)
    written: list[Path] = []
    for year in region.years:
        (out / "results" / str(year)).mkdir(parents=True, exist_ok=True)
        written += _write_year(region, schools, out / "results" / str(year), year)
    written += _write_passports(region, schools, out / "passports")
    written.append(_write_codes(schools, out / "codes.csv"))
    written.append(_write_truth(region, schools, out / "truth"))
    return written


def _write_year(
    region: Region, schools: tuple[School, ...], out: Path, year: int
) -> Iterator[Path]:
    papers: Written = {
        sitting.number: [
            one for school in schools if (one := sit(region, school, sitting, year)) is not None
        ]
        for sitting in SITTINGS
    }
    for sitting in SITTINGS:
        if not papers[sitting.number]:
            continue
        if sitting.kind == "ОГЭ":
            path = out / f"ОГЭ_{sitting.subject}_{year}.xlsx"
            layouts.write_protocol(region, path, sitting, year, papers[sitting.number])
            yield path
        elif sitting.grade == 5:  # noqa: PLR2004 — each grade comes in a layout of its own
            yield from _write_individual(out, sitting, year, papers[sitting.number])
        elif sitting.grade == 6:  # noqa: PLR2004
            path = out / f"Ф3_Статистика по отметкам_{sitting.subject}6.xlsx"
            layouts.write_marks(path, sitting, year, papers[sitting.number])
            yield path
    yield _write_flat(out, year, papers)


def _write_individual(
    out: Path, sitting: Sitting, year: int, papers: list[Papers]
) -> Iterator[Path]:
    """One file a municipality."""
    for municipality, members in groupby(papers, lambda one: one.school.municipality):
        name = f"Ф1_Индивидуальные результаты_{sitting.subject}5_{municipality:03}.xlsx"
        layouts.write_individual(out / name, sitting, year, list(members))
        yield out / name


def _write_flat(out: Path, year: int, papers: Written) -> Path:
    flat = [sitting for sitting in SITTINGS if sitting.grade == 7]  # noqa: PLR2004
    rows = [
        (sitting, one) for sitting in flat for one in papers[sitting.number] if sum(one.tally())
    ]
    path = out / f"marks_{year}.csv"
    layouts.write_flat_marks(path, year, rows)
    return path


def _write_passports(region: Region, schools: tuple[School, ...], out: Path) -> Iterator[Path]:
    out.mkdir(parents=True, exist_ok=True)
    for school in schools:
        path = out / f"Социальный паспорт_{school.code}.xlsx"
        layouts.write_passport(region, path, school, region.years[-1])
        yield path


def _write_codes(schools: tuple[School, ...], path: Path) -> Path:
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
        _truth(school)
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


def _truth(school: School) -> dict[str, Any]:
    return {
        "code": school.code,
        "exam_code": school.exam_code,
        "rural": school.rural,
        "context": round(school.context, 6),
        "level": round(school.level, 6),
        "growth": round(school.growth, 6),
        "heaps": school.heaps,
    }
