"""One-time links: made for a group, shown once, kept as hashes."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction

from opora.domain.diagnostics.models import Group, Survey, Ticket
from opora.domain.diagnostics.permissions import require_leading
from opora.domain.diagnostics.refusals import DiagnosticsRefused
from opora.domain.people import audit
from opora.domain.people.models import User

_BYTES = 16


def digest_of(token: str) -> str:
    """Return the hash by which the database knows a link.

    Examples
    --------
    >>> digest_of("a")[:12]
    'ca978112ca1b'
    """
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def issue(*, group: Group, by: User, at: datetime) -> list[str]:
    """Make a link for everybody of a group who has not answered; return their secrets.

    Links issued before and not used are dead from now on, so the links of a group are never
    more than those invited. The secrets are kept nowhere: whoever loses the sheet issues anew.

    Raises
    ------
    NotAllowed
        If the person does not lead the affairs of the school.
    DiagnosticsRefused
        If the survey is closed, or everybody has answered.
    """
    require_leading(by, group.place.school, at=at)
    held = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    survey = group.place.survey
    if survey.state != Survey.State.OPEN:
        raise DiagnosticsRefused("Анкетирование уже закрыто: ссылки больше не нужны.")
    held.tickets.filter(spent=False).delete()
    left = held.invited - held.tickets.count()
    if left <= 0:
        raise DiagnosticsRefused(f"В группе «{held.title}» ответили все приглашённые.")
    tokens = [token_urlsafe(_BYTES) for _ in range(left)]
    Ticket.objects.bulk_create(Ticket(group=held, digest=digest_of(one)) for one in tokens)
    audit.record("survey.tickets", target=survey, by=by, at=at,
                 after={"name": held.title, "n": left})  # fmt: skip
    return tokens
