"""Acts, school roadmaps, reports and corrections of plans."""

from __future__ import annotations

from datetime import timedelta

from measuring.work import Work
from opora.domain.acts.models import Act
from opora.domain.acts.services import acts, files
from opora.domain.roadmaps.models import Edition
from opora.domain.roadmaps.services import editions, measures, reports


def act(work: Work) -> None:
    """Register a document of the promised kind with number, date, signatory and file."""
    kind = work.first_of("order", "directive", "resolution", "plan", "minutes", "other",
                         "letter", "roadmap")  # fmt: skip
    if kind == "roadmap":
        roadmap(work)
        return
    register_act(work, kind)


def register_act(work: Work, kind: str) -> Act:
    """Register one document."""
    number = f"{work.serial()}-ОД"
    paper = work.paper(number)
    stored = files.keep(paper.content, name=paper.name, at=work.at)
    return acts.register(
        kind=kind, number=number, date=work.day, issuer=work.owner, title=work.title,
        by=work.approver, at=work.at, file=stored, file_name=paper.name,
        signatory_post="Руководитель", signatory_name=work.approver.short_name,
    )  # fmt: skip


def roadmap(work: Work) -> Edition:
    """Draw up a plan of the organisation and put it in force."""
    edition = editions.create_roadmap(
        owner=work.owner, title=f"Дорожная карта: {work.owner.short_name}", start=work.day,
        end=work.day + timedelta(days=300), by=work.by, at=work.at,
    )  # fmt: skip
    measures.add(edition=edition, text="Консультации для учителей", by=work.by, at=work.at)
    return editions.approve(edition=edition, by=work.approver, at=work.at)


def report(work: Work) -> None:
    """Report on the plan and approve the report, or amend the plan where that is asked."""
    kind = work.first_of("report", "note", "effect", "correction")
    if kind == "correction":
        correction(work)
        return
    plan = work.obligation.roadmap
    written = reports.Written(
        kind=kind, title=work.title[:300], since=work.day - timedelta(days=90), until=work.day,
        text="Мероприятия выполнены, показатели достигнуты.",
    )  # fmt: skip
    made = reports.write(
        roadmap=plan, owner=work.owner, written=written, by=work.by, at=work.at,
        upload=work.paper(str(work.serial())),
    )  # fmt: skip
    reports.approve(report=made, by=work.by, at=work.at)


def correction(work: Work) -> None:
    """Amend another plan of the same owner: the plan at hand stays as the document has it."""
    edition = roadmap(work)
    later = work.at + timedelta(hours=1)
    editions.amend(roadmap=edition.roadmap, by=work.by, at=later)
    following = edition.roadmap.editions.get(number=2)
    order = register_act(work, "order")
    editions.approve(edition=following, by=work.approver, at=later, act=order)
