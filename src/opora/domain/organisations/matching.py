"""Whom of ours a printed name means: organisations and people, with a score and the reasons.

A score is a degree of belief in [0, 1], for a person to confirm: nothing is bound by it
silently. Two candidates with one score mean that the words do not tell them apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from rapidfuzz import fuzz

from opora.domain.organisations.models import Organisation, Territory
from opora.domain.organisations.naming import NameKey, fold, name_key
from opora.domain.organisations.person_names import PersonName, read_person_name
from opora.domain.people.models import User

SURE = 0.85
"""From this score on a lone best candidate may be offered as chosen."""

_WORDS_ALIKE = 80.0
_GENERIC = "any"


@dataclass(frozen=True, slots=True)
class Match:
    """An organisation that the words may mean."""

    organisation: Organisation
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """A person whom the words may mean."""

    user: User
    score: float
    why: str


class Directory:
    """Organisations and people of a territory, loaded once to match many names against.

    The region's own organisations belong to it: municipal documents name the ministry too.
    """

    def __init__(self, organisations: Sequence[Organisation], people: Sequence[User]) -> None:
        self._forms = [
            (organisation, form, name_key(form))
            for organisation in organisations
            for form in (
                organisation.name,
                organisation.short_name,
                *organisation.aliases,
            )
            if form
        ]
        self._people = list(people)
        self._kinds = Counter(organisation.kind for organisation in organisations)

    @classmethod
    def of(
        cls, territory: Territory, *, on: date | None = None, with_region: bool = True
    ) -> Directory:
        """Load the directory of a territory: two queries. ``on`` leaves out what is closed."""
        here = Q(territory=territory)
        if with_region and territory.parent_id:
            here |= Q(territory=territory.parent_id)
        organisations = Organisation.objects.filter(here)
        if on is not None:
            organisations = organisations.open_on(on)
        people = User.objects.filter(
            is_active=True, memberships__organisation__in=Organisation.objects.filter(here)
        )
        return cls(list(organisations.order_by("pk")), list(people.order_by("pk").distinct()))

    def organisations(self, text: str) -> list[Match]:
        """Return organisations that the text may mean, best first."""
        wanted, folded = name_key(text), fold(text)
        best: dict[int, Match] = {}
        for organisation, form, key in self._forms:
            score, why = self._compare(wanted, folded, key, fold(form), organisation)
            known = best.get(organisation.pk)
            if score > 0 and (known is None or score > known.score):
                best[organisation.pk] = Match(organisation, round(score, 2), why)
        return sorted(best.values(), key=lambda match: -match.score)

    def people(self, text: str) -> list[PersonMatch]:
        """Return people whom the text may mean by surname and initials, best first."""
        wanted = read_person_name(text)
        if wanted is None:
            return []
        found = [_compare_person(wanted, user) for user in self._people]
        return sorted((match for match in found if match), key=lambda match: -match.score)

    def _compare(
        self, wanted: NameKey, folded: str, key: NameKey, form: str, organisation: Organisation
    ) -> tuple[float, str]:
        if folded and folded == form:
            return 1.0, "совпадает с названием"
        if not wanted.says_which:
            return 0.0, ""
        if wanted.body and wanted.body == organisation.kind:
            return self._compare_body(wanted, key, organisation)
        if wanted.school_class and organisation.kind != Organisation.Kind.SCHOOL:
            return 0.0, ""
        if wanted.numbers or key.numbers:
            return _compare_numbered(wanted, key)
        return _compare_words(wanted, key)

    def _compare_body(
        self, wanted: NameKey, key: NameKey, organisation: Organisation
    ) -> tuple[float, str]:
        """Believe the kind (a territory has one authority) unless other words differ."""
        likeness = _likeness(wanted.words, key.words)
        if wanted.words and key.words and likeness < _WORDS_ALIKE:
            return 0.5, "тот же вид органа, но слова названия другие"
        if self._kinds[organisation.kind] == 1:
            return 0.9, f"единственная организация вида «{organisation.get_kind_display()}»"
        return 0.6, f"одна из организаций вида «{organisation.get_kind_display()}»"


def _compare_numbered(wanted: NameKey, key: NameKey) -> tuple[float, str]:
    if not wanted.numbers & key.numbers:
        return 0.0, ""
    number = ", ".join(sorted(wanted.numbers & key.numbers))
    if not _classes_agree(wanted.school_class, key.school_class):
        return 0.4, f"совпал номер {number}, но вид школы другой"
    if wanted.words and key.words and _likeness(wanted.words, key.words) < _WORDS_ALIKE:
        return 0.5, f"совпал номер {number}, но другие слова названия отличаются"
    if wanted.words and not key.words:
        return 0.85, f"совпал номер {number}, остальные слова не проверить"
    return 0.95, f"совпали номер {number} и вид школы"


def _compare_words(wanted: NameKey, key: NameKey) -> tuple[float, str]:
    likeness = _likeness(wanted.words, key.words)
    if not wanted.words or not key.words or likeness < _WORDS_ALIKE:
        return 0.0, ""
    if not _classes_agree(wanted.school_class, key.school_class):
        return 0.4, "слова названия похожи, но вид школы другой"
    return 0.95 * likeness / 100, "похожи слова названия"


def _likeness(one: Sequence[str], two: Sequence[str]) -> float:
    """How alike two sets of stems are, in percent; extra words on one side do not count."""
    return fuzz.token_set_ratio(" ".join(one), " ".join(two)) if one and two else 0.0


def _classes_agree(one: str | None, two: str | None) -> bool:
    return one == two or _GENERIC in (one, two) or None in (one, two)


def _compare_person(wanted: PersonName, user: User) -> PersonMatch | None:
    likeness = wanted.surname_likeness(user.last_name)
    if likeness == 0 or not wanted.initials_agree(user.first_name, user.patronymic):
        return None
    if not wanted.initials:
        return PersonMatch(user, round(0.6 * likeness, 2), "совпала фамилия")
    whole = len(wanted.initials) > 1 and bool(user.patronymic)
    score = (0.98 if whole else 0.85) * likeness
    return PersonMatch(user, round(score, 2), "совпали фамилия и инициалы")


def match_organisation(text: str, territory: Territory) -> list[Match]:
    """Match one printed name; for many names load a :class:`Directory` once."""
    return Directory.of(territory).organisations(text)


def match_person(text: str, territory: Territory) -> list[PersonMatch]:
    """Match one printed person; for many names load a :class:`Directory` once."""
    return Directory.of(territory).people(text)


def the_one(matches: Iterable[Match]) -> Organisation | None:
    """Return the best organisation if it is sure and stands alone at the top."""
    ranked = list(matches)
    if not ranked or ranked[0].score < SURE:
        return None
    if len(ranked) > 1 and ranked[1].score == ranked[0].score:
        return None
    return ranked[0].organisation
