"""Two years of work played with services only: every obligation gets a fate, by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from opora.demo.district import District
from opora.demo.evidence import evidence_file
from opora.demo.plans import moment
from opora.domain.acts.services.files import Upload
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition, Obligation
from opora.domain.roadmaps.services import obligations

RECENT = timedelta(days=21)
NEAR = timedelta(days=30)
PATIENCE = timedelta(days=60)
"""No obligation is late for longer: somebody calls."""

REMARKS = (
    "Нет подписи директора: приложите подписанный документ.",
    "В справке нет вывода по малочисленным классам, добавьте.",
    "Приложен проект, нужен утверждённый документ с номером и датой.",
)
REPORTS = (
    "Проведено в срок, материалы приложены.",
    "Мероприятие проведено, участвовали все учителя-предметники. Протокол приложен.",
    "Документ утверждён и размещён на сайте школы.",
    "Работа выполнена, список участников и программа во вложении.",
)
REASONS = (
    "Школа закрыта на капитальный ремонт до конца четверти.",
    "Мероприятие проведено регионом, округ участвовал.",
)


@dataclass(frozen=True, slots=True)
class Play:
    """What a fate needs: the district, chance, today and the first day of work."""

    district: District
    rng: Random
    on: date
    begun: date

    def day(self, wanted: date) -> date:
        """Keep a day of work between the beginning of the plan and today."""
        return max(self.begun, min(wanted, self.on))


def play(edition: Edition, district: District, *, on: date, seed: int, past: bool) -> None:
    """Give every obligation of an edition its fate; in a ``past`` plan everything is ended."""
    game = Play(district, Random(seed), on, edition.in_force_since or edition.start)  # noqa: S311
    for obligation in _owed(edition):
        _fate(obligation, game, past=past)(obligation, game)


def _owed(edition: Edition) -> Iterator[Obligation]:
    """Yield what is owed and not carried out by a roadmap of its own."""
    return (
        Obligation.objects.filter(measure__edition=edition, child_roadmaps=None)
        .filter(state__in=Obligation.OWED)
        .select_related("organisation__territory", "measure", "occurrence", "roadmap", "person")
        .order_by("control", "pk")
        .iterator(500)
    )


Fate = Callable[[Obligation, Play], None]


def _fate(obligation: Obligation, game: Play, *, past: bool) -> Fate:
    chance, control = game.rng.random(), obligation.control
    if past:
        return _waived if chance < 0.02 else _accepted  # noqa: PLR2004
    if control is None:
        return _accepted if chance < 0.35 else _left  # noqa: PLR2004
    if control < game.on - RECENT:
        return _pick(chance, (0.93, _accepted), (0.96, _returned_and_accepted),
                     (0.975, _waived), (1.0, _reminded))  # fmt: skip
    if control < game.on:
        return _pick(chance, (0.66, _accepted), (0.86, _submitted), (0.92, _returned),
                     (0.96, _reminded), (1.0, _left))  # fmt: skip
    if control < game.on + NEAR:
        return _pick(chance, (0.12, _accepted), (0.3, _submitted), (0.65, _begun),
                     (0.68, _paused), (1.0, _left))  # fmt: skip
    return _begun if chance < 0.03 else _left  # noqa: PLR2004


def _pick(chance: float, *fates: tuple[float, Fate]) -> Fate:
    return next(fate for limit, fate in fates if chance <= limit)


def _left(obligation: Obligation, game: Play) -> None:
    """Nobody has touched it."""


def _begun(obligation: Obligation, game: Play) -> None:
    day = game.day(game.on - timedelta(days=game.rng.randint(1, 9)))
    obligations.start(obligation=obligation, by=_reporter(obligation, game), at=moment(day, 11))


def _submitted(obligation: Obligation, game: Play) -> None:
    latest = game.on - timedelta(days=1)
    wanted = (obligation.control or latest) - timedelta(days=game.rng.randint(-3, 6))
    _hand_in(obligation, game, game.day(min(wanted, latest)))


def _accepted(obligation: Obligation, game: Play) -> None:
    wanted = (obligation.control or game.on) - timedelta(days=game.rng.randint(0, 14))
    day = game.day(min(wanted, game.on - timedelta(days=2)))
    _hand_in(obligation, game, day)
    decided = game.day(day + timedelta(days=game.rng.randint(0, 5)))
    at = moment(decided, 16, game.rng.randint(0, 59))
    obligations.accept(obligation=obligation, by=_checker(obligation, game), at=at)


def _returned(obligation: Obligation, game: Play) -> None:
    _submitted(obligation, game)
    obligations.return_(
        obligation=obligation, reason=game.rng.choice(REMARKS), by=_checker(obligation, game),
        at=moment(game.on, 8),
    )  # fmt: skip


def _returned_and_accepted(obligation: Obligation, game: Play) -> None:
    first = game.day((obligation.control or game.on) - timedelta(days=game.rng.randint(6, 12)))
    _hand_in(obligation, game, first)
    checker = _checker(obligation, game)
    obligations.return_(
        obligation=obligation, reason=game.rng.choice(REMARKS), by=checker, at=moment(first, 15)
    )
    _hand_in(obligation, game, game.day(first + timedelta(days=2)))
    obligations.accept(
        obligation=obligation, by=checker, at=moment(game.day(first + timedelta(days=3)), 15)
    )


def _waived(obligation: Obligation, game: Play) -> None:
    """Schools are excused now and then; the authority does what it has ordered."""
    if obligation.organisation.kind != "school":
        _accepted(obligation, game)
        return
    day = game.day((obligation.control or game.on) - timedelta(days=3))
    obligations.waive(
        obligation=obligation, reason=game.rng.choice(REASONS), by=_checker(obligation, game),
        at=moment(day, 12),
    )  # fmt: skip


def _paused(obligation: Obligation, game: Play) -> None:
    obligations.pause(
        obligation=obligation, reason="Карантин в школе до конца месяца.",
        by=_checker(obligation, game), at=moment(game.day(game.on - timedelta(days=4)), 9),
    )  # fmt: skip


def _reminded(obligation: Obligation, game: Play) -> None:
    """Late; somebody has already reminded. What is older than anyone's patience was done."""
    control = obligation.control or game.on
    if control < game.on - PATIENCE:
        _accepted(obligation, game)
        return
    day = game.day(min(control + timedelta(days=5), game.on - timedelta(days=1)))
    obligations.remind(obligation=obligation, by=_checker(obligation, game), at=moment(day, 9))


def _hand_in(obligation: Obligation, game: Play, day: date) -> None:
    name, content = evidence_file(obligation, game.rng)
    links = []
    if game.rng.random() < 0.15:  # noqa: PLR2004  # some schools give a page instead of a file
        links = [f"https://school-{obligation.organisation_id}.example/{obligation.pk}"]
    obligations.submit(
        obligation=obligation, report=game.rng.choice(REPORTS),
        by=_reporter(obligation, game), at=moment(day, 14, game.rng.randint(0, 59)),
        files=[Upload(content, name)], links=links,
    )  # fmt: skip


def return_one(organisation: Organisation, district: District, *, on: date) -> None:
    """Send one piece of an organisation's recent work back, so that «Вернули мне» has a row."""
    game = Play(district, Random(7), on, on - timedelta(days=20))  # noqa: S311
    owed = Obligation.objects.filter(
        organisation=organisation, person=None, state__in=Obligation.OWED, control__gt=on
    )
    first = owed.select_related("organisation__territory", "measure", "occurrence", "roadmap")
    for obligation in first.order_by("control", "pk")[:1]:
        _hand_in(obligation, game, game.day(on - timedelta(days=3)))
        obligations.return_(
            obligation=obligation, reason=REMARKS[1], by=_checker(obligation, game),
            at=moment(on - timedelta(days=1), 15),
        )  # fmt: skip


def _reporter(obligation: Obligation, game: Play) -> User:
    return obligation.person or game.district.reporter(obligation.organisation)


def _checker(obligation: Obligation, game: Play) -> User:
    people = game.district.people
    if obligation.roadmap.level == "region":
        return people["Дымова"]
    return people["Ремизова" if obligation.organisation.kind == "school" else "Воронцова"]
