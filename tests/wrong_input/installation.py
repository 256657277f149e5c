"""Steps run in processes of their own; some of them die in the middle, as by ``kill -9``."""

from __future__ import annotations

import os
import signal
import sys
from unittest import mock

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # models need Django set up
from django.test import Client  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from opora.domain.acts.models import Draft  # noqa: E402
from opora.domain.acts.services import drafts  # noqa: E402
from opora.domain.organisations.models import Organisation, Role  # noqa: E402
from opora.domain.people.models import User  # noqa: E402
from opora.domain.people.services import notices  # noqa: E402
from opora.domain.roadmaps.services import editions  # noqa: E402
from tests import factories  # noqa: E402
from tests.web import stage  # noqa: E402
from tests.wrong_input import hostile  # noqa: E402


def die(*_args: object, **_kwargs: object) -> None:
    """End as a machine does that loses its power: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def settle() -> None:
    """Make an authority, a school that owes something, and print a session of each head."""
    call_command("migrate", verbosity=0)
    territory = factories.make_municipality(region=factories.make_region())
    office = factories.make_organisation(territory, kind=Organisation.Kind.AUTHORITY)
    school = factories.make_organisation(territory)
    boss = factories.make_member(office, Role.COORDINATOR)
    head = factories.make_member(school, Role.SCHOOL_HEAD)
    stage.make_obligation(stage.make_measure(stage.make_roadmap(office)), school)
    for user in (boss, head):
        client = Client()
        client.force_login(user)
        sys.stdout.write(client.cookies["sessionid"].value + "\n")


def bring() -> None:
    """Bring an order; a worker is to read it."""
    rows = (("№", "Мероприятие", "Срок", "Ответственные"),
            ("1", "Провести семинар", "до 01.12.2025", "ИМЦ"))  # fmt: skip
    head = ("ПРИКАЗ", "25.08.2025 № 417-од", "Об утверждении плана поддержки школ",
            "В целях повышения качества образования ПРИКАЗЫВАЮ:",
            "1. Утвердить план мероприятий на 2025-2026 учебный год.",
            "Начальник управления П.И. Державин", "План мероприятий")  # fmt: skip
    boss = User.objects.get(memberships__role=Role.COORDINATOR)
    office = Organisation.objects.get(kind=Organisation.Kind.AUTHORITY)
    content = hostile.order_docx(*rows, head=head)
    drafts.bring(content, name="Приказ.docx", organisation=office, by=boss, at=now())


def read() -> None:
    """Do the job of the worker."""
    drafts.read_queued(Draft.objects.get().pk, at=now())


def read_and_die_while_reading() -> None:
    with mock.patch.object(drafts, "read_document", die):
        read()


def read_and_die_while_writing() -> None:
    with mock.patch.object(notices, "tell", die):
        read()


def confirm() -> None:
    """Press «Подтвердить» on the page."""
    draft = Draft.objects.get()
    client = Client(headers={"host": "localhost"})
    client.force_login(draft.uploaded_by)
    answer = client.post(f"/documents/drafts/{draft.pk}/confirm/", {"roadmap": ""})
    assert answer.status_code == 302, answer.content.decode()


def confirm_and_die() -> None:
    with mock.patch.object(editions, "send_for_approval", die):
        confirm()


if __name__ == "__main__":
    globals()[sys.argv[1]]()
