"""The profile of a school on one page of A4: what a visitor of the school reads on the way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.resources import files

import typst
from django.utils.timezone import localtime

MOST_WORKS = 24
"""Lines of results that one page holds beside all else."""


@dataclass(frozen=True, slots=True)
class SchoolProfile:
    """What the sheet says, in words ready for print; what is hidden was hidden before.

    Attributes
    ----------
    facts : sequence of (str, str)
        Names and values: status with its basis, head, curator, pupils, obligations.
    years : sequence of int
        Columns of ``works``, at most three.
    works : sequence of (str, sequence of str)
        A name and the counts of each year.
    verdict : sequence of str
        Sentences on the list and how sure it is.
    context : sequence of str
        Sentences on the index.
    closed : sequence of str
        What there is and was not open to the person who printed.
    """

    school: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    years: Sequence[int]
    works: Sequence[tuple[str, Sequence[str]]]
    verdict: Sequence[str]
    context: Sequence[str]
    closed: Sequence[str]
    note: str


def school_profile_pdf(profile: SchoolProfile, *, at: datetime) -> bytes:
    """Return the sheet as PDF. Texts travel as data, never as markup.

    Parameters
    ----------
    profile : SchoolProfile
        As the person who prints may see it; works beyond ``MOST_WORKS`` are named by number.
    at : datetime
        When it was printed; stands in the foot.
    """
    data = asdict(profile) | {
        "works": [[name, *counts] for name, counts in profile.works[:MOST_WORKS]],
        "more": max(0, len(profile.works) - MOST_WORKS),
        "printed": f"{localtime(at):%d.%m.%Y %H:%M}",
    }
    template = (files("opora.reports") / "school_profile.typ").read_bytes()
    return bytes(typst.compile(template, sys_inputs={"data": json.dumps(data)}))
