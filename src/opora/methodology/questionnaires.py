"""Questionnaires (анкеты): items, their scores from 0 to 100, the gates of quality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

import msgspec

from opora.methodology.packs import MethodologyError, Pack, Sourced, own_pack
from opora.methodology.risk_factors import Respondent, load_risk_factors

ItemType = Literal["scale", "choice", "number", "text"]
Value = int | str
WORST = 100.0


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer to choose; without a score it counts neither way (не знаю)."""

    text: str
    score: float | None = None

    def __post_init__(self) -> None:
        if self.score is not None and not 0 <= self.score <= WORST:
            raise ValueError(f"the score of «{self.text}» must be from 0 to 100")


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One question.

    ``feeds`` names components of risk factors: «R06.1» is the first component of R06. On a
    scale ``good`` says that agreement is good news. A number is a part ``of`` the number given
    to another item; its share is scored between ``best`` (0) and ``worst`` (100).
    """

    code: str
    text: str
    type: ItemType
    feeds: tuple[str, ...] = ()
    good: bool = False
    options: tuple[Option, ...] = ()
    of: str = ""
    best: float = 0.0
    worst: float = 0.0

    def __post_init__(self) -> None:
        if (self.type == "choice") != bool(self.options):
            raise ValueError(f"item {self.code}: a choice, and only it, has options")
        if self.of and (self.type != "number" or self.best == self.worst):
            raise ValueError(f"item {self.code}: a share has two ends, best and worst")

    def score(self, answers: Mapping[str, Value], *, steps: int) -> float | None:
        """Return how bad the answer is, from 0 to 100; None where it says nothing.

        Parameters
        ----------
        answers : mapping
            Values by code of item: a step from 1 on a scale, the place of an option from 0, a
            count, or words.
        steps : int
            How many steps the scale has.

        Examples
        --------
        >>> item = Item(code="q1", text="Мне интересно", type="scale", good=True)
        >>> item.score({"q1": 4}, steps=5)
        25.0
        """
        value = answers.get(self.code)
        if not isinstance(value, int):
            return None
        if self.type == "scale":
            return self._scale_score(value, steps)
        if self.type == "choice":
            return self.options[value].score if value < len(self.options) else None
        return self._share_score(value, answers.get(self.of))

    def _scale_score(self, value: int, steps: int) -> float | None:
        if not 1 <= value <= steps:
            return None
        share = (value - 1) / (steps - 1)
        return WORST * (1 - share if self.good else share)

    def _share_score(self, part: int, whole: Value | None) -> float | None:
        if not self.of or not isinstance(whole, int) or whole <= 0:
            return None
        place = (part / whole - self.best) / (self.worst - self.best)
        return WORST * min(max(place, 0.0), 1.0)


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A questionnaire of one group of respondents."""

    code: str
    title: str
    audience: Respondent
    version: int
    intro: str
    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        codes = [one.code for one in self.items]
        if len(set(codes)) != len(codes):
            raise ValueError(f"{self.code}: two items have one code")
        strange = {one.of for one in self.items if one.of} - set(codes)
        if strange:
            raise ValueError(f"{self.code}: there is no item {min(strange)!r}")

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody may know who answered; the administration answers for the school."""
        return self.audience != "administration"


class Gates(Sourced, frozen=True):
    """When answers of a group can be relied upon.

    ``response`` is the least share of answers by audience; ``straight`` the greatest share of
    answers that put one mark everywhere, sought from ``straight_items`` items of a scale on.
    Shares are from 0 to 1.
    """

    response: dict[Respondent, float]
    straight: float
    straight_items: int


class Questionnaires(Pack, frozen=True):
    """The steps of the scale, the gates of quality, and the questionnaires."""

    scale: tuple[str, ...]
    gates: Gates
    forms: tuple[Form, ...]

    def __post_init__(self) -> None:
        known = component_titles()
        for form in self.forms:
            for item in form.items:
                if strange := set(item.feeds) - known.keys():
                    raise ValueError(f"{form.code}: no component {min(strange)!r}")

    def form(self, code: str) -> Form:
        """Return the questionnaire of this code.

        Raises
        ------
        MethodologyError
            If there is none.

        Examples
        --------
        >>> load_questionnaires().form("pupils").is_anonymous
        True
        """
        for one in self.forms:
            if one.code == code:
                return one
        raise MethodologyError(f"анкеты «{code}» нет")

    def is_straight(self, items: Sequence[Item], answers: Mapping[str, Value]) -> bool:
        """Whether one mark stands in all items of the scale, good news and bad alike."""
        marks = [
            answers[one.code] for one in items if one.type == "scale" and one.code in answers
        ]
        return len(marks) >= self.gates.straight_items and len(set(marks)) == 1


def component_titles() -> dict[str, str]:
    """Return the components of all risk factors: «R06.1» and its name.

    Examples
    --------
    >>> component_titles()["R06.1"]
    'мотивация по опросу'
    """
    return {
        f"{factor.code}.{place}": title
        for factor in load_risk_factors().factors
        for place, title in enumerate(factor.components, start=1)
    }


@cache
def load_questionnaires() -> Questionnaires:
    """Load the questionnaires."""
    return own_pack("questionnaires.yaml", Questionnaires)
