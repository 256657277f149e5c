"""Numbers and words of the work with pupils who may need help, and the prevention checklist."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

import msgspec

from opora.methodology.packs import MethodologyError, Pack, own_pack

FromData = Literal["", "risk_list", "plans", "lessons", "tutors", "checks", "parents"]
Column = Literal[
    "name", "class_name", "participant", "subject", "mark", "journal", "failed",
    "basic_percent", "term_twos", "threes", "drop", "absences",
]  # fmt: skip


class StepForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form in which a pupil is helped."""

    code: str
    title: str


class PupilSupport(Pack, frozen=True):
    """Thresholds, terms of keeping, forms of help, headings of the school's own tables.

    Attributes
    ----------
    attending_share, deficit_below, goal_share, planned_share : float
        Shares, 0 to 1.
    days_without_action, parents_link_days : int
        [days]
    plan_weeks : int
        [weeks]
    keep_results_years, keep_plans_years : int
        [years]
    """

    attending_share: float
    days_without_action: int
    deficit_below: float
    goal_share: float
    most_deficits: int
    plan_weeks: int
    parents_link_days: int
    keep_results_years: int
    keep_plans_years: int
    planned_share: float
    forms: tuple[StepForm, ...]
    columns: dict[Column, tuple[str, ...]]
    tasks: str

    def __post_init__(self) -> None:
        for name in ("attending_share", "deficit_below", "goal_share", "planned_share"):
            if not 0 < getattr(self, name) <= 1:
                raise ValueError(f"{name} is a share")
        re.compile(self.tasks)

    def form_title(self, code: str) -> str:
        """Return the name of a form of help.

        Raises
        ------
        MethodologyError
            If there is no such form.

        Examples
        --------
        >>> load_pupil_support().form_title("consultation")
        'индивидуальная консультация'
        """
        for one in self.forms:
            if one.code == code:
                return one.title
        raise MethodologyError(f"формы работы «{code}» нет")


class ChecklistItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the checklist; ``from_data`` names the number that prompts its answer."""

    code: str
    title: str
    from_data: FromData = ""


class PreventionChecklist(Pack, frozen=True):
    """What a school's own system of preventing failure consists of."""

    items: tuple[ChecklistItem, ...]

    def __post_init__(self) -> None:
        codes = [one.code for one in self.items]
        if len(codes) != len(set(codes)):
            raise ValueError("each item stands once")


@cache
def load_pupil_support() -> PupilSupport:
    """Load the numbers and words of the work with pupils."""
    return own_pack("pupil_support.yaml", PupilSupport)


@cache
def load_prevention_checklist() -> PreventionChecklist:
    """Load the checklist.

    Examples
    --------
    >>> load_prevention_checklist().items[0].code
    'programme'
    """
    return own_pack("prevention_checklist.yaml", PreventionChecklist)
