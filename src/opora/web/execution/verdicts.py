"""What the program can tell a checker about evidence. It hints; a person decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from opora.domain.acts.contents import WORDS as TYPE_WORDS
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Evidence, Obligation
from opora.domain.roadmaps.services.evidence import also_used
from opora.web.looks import Look
from opora.web.words import counted, days

GOOD = Look("is-ok", icon="check-circle-fill", label="Подтверждено")
DOUBT = Look("is-back", icon="exclamation-triangle-fill", label="Внимание")
OPEN = Look("is-off", icon="dash-circle", label="Не проверить")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing that was looked at: how it stands, what it is, details."""

    look: Look
    title: str
    detail: str = ""


def verdicts_on(
    obligation: Obligation, evidence: Iterable[Evidence], user: User, *, on: date
) -> Iterator[Verdict]:
    """Say when it was handed in, what each piece is, and whether it was used before."""
    yield from _timeliness(obligation)
    pieces = list(evidence)
    if not pieces and not obligation.fulfilments.exists():
        yield Verdict(DOUBT, "Файлов и ссылок нет", "Прислан только текст.")
    for piece in pieces:
        yield _link(piece) if piece.address else _type(piece)
        yield _repeated(piece, user, on=on)


def _timeliness(obligation: Obligation) -> Iterator[Verdict]:
    if obligation.submitted_at is None or obligation.control is None:
        return
    handed_in = localdate(obligation.submitted_at)
    late = (handed_in - obligation.control).days
    if late > 0:
        yield Verdict(DOUBT, "Прислано после срока", f"Позже на {days(late)}.")
    else:
        yield Verdict(GOOD, "Прислано в срок", f"{handed_in:%d.%m.%Y}")


def _type(piece: Evidence) -> Verdict:
    media_type = piece.file.media_type if piece.file else ""
    words = TYPE_WORDS.get(media_type, media_type)
    return Verdict(GOOD, "Содержимое файла соответствует имени", f"{piece.name}: {words}")


def _link(piece: Evidence) -> Verdict:
    states = {
        Evidence.Link.REACHED: GOOD,
        Evidence.Link.UNCHECKED: OPEN,
    }
    look = states.get(Evidence.Link(piece.link_state), DOUBT)
    said = f"Ссылка {piece.get_link_state_display()}"
    return Verdict(look, said, f"{piece.address} {piece.link_answer}".strip())


def _repeated(piece: Evidence, user: User, *, on: date) -> Verdict:
    """Say whether the same stands elsewhere; what is closed to the person is not named."""
    others = also_used(piece)
    count = others.count()
    if not count:
        return Verdict(GOOD, "Раньше не сдавалось", str(piece)[:120])
    seen = Obligation.objects.visible_to(user, on=on)
    named = [
        f"{one.obligation.organisation.short_name}, п. {one.obligation.measure.number or '—'}"
        for one in others.filter(obligation__in=seen)[:3]
    ]
    detail = "; ".join(named) or "в обязательствах, которые вам не открыты"
    places = counted(count, "месте,местах,местах")
    return Verdict(DOUBT, f"То же приложено ещё в {places}", detail)
