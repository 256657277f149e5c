"""The documents whose measures are carried out, and what is right for them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction

from opora.demo.district import District
from opora.demo.orders import orders
from opora.demo.paper import printed
from opora.demo.plans import CAST, moment
from opora.domain.acts.draft_checks import finding_key
from opora.domain.acts.models import Draft
from opora.domain.acts.services import corrections, drafts
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition
from opora.domain.roadmaps.services import confirming, editions

HERE = Path(__file__).resolve().parents[2]
SEEDS = HERE.parent / "shared" / "seeds"
EXPECTED = HERE / "tests" / "reading" / "data" / "expected_bindings.json"
NAMES = {"000": "kosa", "001": "gubakha", "002": "lesosibirsk", "003": "kaitag",
         "004": "gorodets"}  # fmt: skip
DEMO_YEAR = 2024


@dataclass(frozen=True)
class Document:
    """A document with the bindings that are right for its rows, where somebody said so."""

    name: str
    file: str
    content: bytes
    owner: str = "authority"
    right: dict[int, list[dict[str, object]]] = field(default_factory=dict)

    def is_right(self, row: int, register: str, types: list[str]) -> bool | None:
        """Whether a proposal is one of the right ones; None where nobody has said."""
        known = self.right.get(row)
        if known is None:
            return None
        return any(
            one["register"] == register
            and (not one["types"] or (bool(types) and set(types) <= set(_texts(one["types"]))))
            for one in known
        )

    def choice(self, row: int) -> tuple[str, list[str]] | None:
        """Return the likeliest right binding, as a methodist would choose it."""
        known = self.right.get(row)
        return (str(known[0]["register"]), _texts(known[0]["types"])) if known else None


def _texts(value: object) -> list[str]:
    assert isinstance(value, list)  # noqa: S101  # JSON that we wrote
    return [str(one) for one in value]


def documents(*, of_demo: bool = False) -> list[Document]:
    """Return the five seeds; the demo's own orders where asked, or where there are no seeds."""
    if of_demo or not SEEDS.exists():
        return [
            Document(order.file, order.file, printed(order), order.owner)
            for order in orders(DEMO_YEAR)
        ]
    right = json.loads(EXPECTED.read_text("utf-8"))
    return [
        Document(
            NAMES[path.name[:3]], path.name, path.read_bytes(),
            right={
                int(row): known for row, known in right[NAMES[path.name[:3]]].items()
            },
        )
        for path in sorted(SEEDS.glob("*.txt"))
    ]  # fmt: skip


def in_force(document: Document, district: District) -> Edition:
    """Bring a document, check and confirm it, and put its plan in force on its first day."""
    owner, (by, head) = district.organisations[document.owner], people_of(document, district)
    at = moment(_first_day(document, district))
    draft = _read(document, district, at=at)
    for finding in (draft.current or {}).get("findings", ()):
        if finding["severity"] == "error":
            draft = corrections.decide(
                draft, finding_key=finding_key(finding), decision="as_printed", by=by, at=at,
                note="Сверено с документом.",
            )  # fmt: skip
    corrections.check_confident(draft, by=by, at=at)
    edition = confirming.create_from_draft(draft=draft, owner=owner, by=by, at=at)
    later = at + timedelta(hours=1)
    return editions.approve(edition=edition, by=head, at=later, act=edition.act)


def people_of(document: Document, district: District) -> tuple[User, User]:
    """Return who brings the document and who approves its plan."""
    methodist, head = CAST[document.owner]
    return district.people[methodist], district.people[head]


def _first_day(document: Document, district: District) -> date:
    """Read the document once to learn when its plan begins."""
    with transaction.atomic():
        draft = _read(document, district, at=moment(date(2020, 1, 9)))
        period = ((draft.current or {}).get("document") or {}).get("period") or {}
        transaction.set_rollback(True)
    return date.fromisoformat(period["start"])


def _read(document: Document, district: District, *, at: datetime) -> Draft:
    brought = drafts.bring(
        document.content, name=document.file,
        organisation=district.organisations[document.owner],
        by=people_of(document, district)[0], at=at,
    )  # fmt: skip
    drafts.read_queued(brought.draft.pk, at=at)
    brought.draft.refresh_from_db()
    return brought.draft
