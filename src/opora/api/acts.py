"""Acts, as other things refer to them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Schema

from opora.api.asking import one_of
from opora.domain.acts.models import Act

KindOfAct = Annotated[Act.Kind, one_of(Act.Kind)]


class ActOut(Schema):
    """An order or another document."""

    kind: KindOfAct
    number: str
    date: date | None
    title: str
    in_force: bool


def act_out(act: Act) -> ActOut:
    """Describe an act."""
    return ActOut(
        kind=Act.Kind(act.kind),
        number=act.number,
        date=act.date,
        title=act.title,
        in_force=act.status == Act.Status.IN_FORCE,
    )
