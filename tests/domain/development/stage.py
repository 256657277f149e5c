"""Documents of development at any of their stages."""

from __future__ import annotations

from datetime import date

from opora.domain.development.models import Document
from opora.domain.development.services import documents
from opora.domain.development.services.documents import Approval
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from tests.factories import NOON

APPROVAL = Approval(number="17-од", day=date(2025, 11, 3), signatory="Горохов И. Л.")
YEAR = 2025


def make_document(
    school: Organisation, by: User, type_: str = "concept", factor: str = ""
) -> Document:
    """Begin a document and fill every part of its template."""
    made = documents.begin(school=school, type=type_, factor=factor, year=YEAR, by=by, at=NOON)
    texts = {one.code: f"Текст: {one.title}" for one in made.template}
    return documents.write(document=made, sections=texts, by=by, at=NOON)


def make_agreed(
    school: Organisation, by: User, type_: str = "concept", factor: str = ""
) -> Document:
    """Take a document as far as the agreement of the curator."""
    sent = documents.send(document=make_document(school, by, type_, factor), by=by, at=NOON)
    return documents.agree(document=sent, by=by, at=NOON)


def make_confirmed(school: Organisation, by: User) -> Document:
    """Take a document to the end."""
    checked = documents.check(document=make_agreed(school, by), by=by, at=NOON)
    return documents.confirm(document=checked, approval=APPROVAL, by=by, at=NOON)
