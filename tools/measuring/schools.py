"""Training, documents of development, advice, practices and enrolments of schools."""

from __future__ import annotations

from datetime import timedelta

from measuring.documents import register_act
from measuring.people import employ
from measuring.work import Work

_TERM = timedelta(days=330)


def training(work: Work) -> None:
    """Enter the certificates of as many people as are asked, or approve a plan of training."""
    from opora.domain.training.services import completions, plans

    posts = work.binding.posts or ["teacher"]
    people = employ(work, posts[0], max(work.needed, 1))
    if work.first_of("course", "retraining", "plan") == "plan":
        plan = plans.begin(owner=work.school, year=_year(work), by=work.by, at=work.at)
        wish = plans.Wish(
            person=people[0].person, organisation=people[0].organisation, motive="deficit",
            term=work.day, topic="Формирующее оценивание",
        )  # fmt: skip
        plans.add_line(plan=plan, wish=wish, by=work.by, at=work.at)
        plans.approve(plan=plan, number="1", day=work.day, by=work.by, at=work.at)
        return
    for one in people:
        certificate = completions.Certificate(
            person=one.person, organisation=one.organisation,
            title=f"{work.title[:200]} № {work.serial()}",
            provider="Институт развития образования", number=str(work.serial()),
            hours=work.binding.hours_min or 72, issued=work.day, topic=work.binding.topic,
            kind=work.first_of("course", "retraining"),
        )  # fmt: skip
        completions.enter(certificate=certificate, by=work.by, at=work.at)


def _year(work: Work) -> int:
    from opora.domain.organisations.school_years import SchoolYear

    return SchoolYear.of(work.day).start


def development(work: Work) -> None:
    """Bring a document of a school to its confirmation, or an expertise to its conclusion."""
    kind = work.first_of("programme", "antirisk", "concept", "expertise")
    if kind == "expertise":
        _expertise(work)
    else:
        document(work, kind)


def document(work: Work, kind: str) -> None:
    """Write a document, have it agreed and checked, confirm it by the school's order."""
    from opora.domain.development.services import documents

    factor = work.binding.topic or "R03" if kind == "antirisk" else ""
    head, checker = work.district.reporter(work.school), work.district.people["Ремизова"]
    number = f"{work.serial()}-ОД"
    paper = work.paper(number)
    made = documents.begin(
        school=work.school, type=kind, year=_year(work), by=head, at=work.at, factor=factor
    )
    made = documents.bring_file(document=made, upload=paper, by=head, at=work.at)
    made = documents.send(document=made, by=head, at=work.at)
    made = documents.agree(document=made, by=checker, at=work.at)
    made = documents.check(document=made, by=checker, at=work.at)
    approval = documents.Approval(number=number, day=work.day, signatory=head.short_name)
    documents.confirm(document=made, approval=approval, by=checker, at=work.at)


def _expertise(work: Work) -> None:
    """Draw a document, let two read it blind to each other, approve the conclusion."""
    from opora.domain.development.models import Sheet
    from opora.domain.development.services import expertises
    from opora.methodology.expertise_rubric import load_expertise_rubric

    document(work, "programme")
    wanted = expertises.Order(
        owner=work.owner, year=_year(work), title=work.title[:150], size=1, seed=work.serial()
    )
    made = expertises.order(wanted=wanted, by=work.by, at=work.at)
    readers = [work.district.people[name] for name in ("Киселёва", "Лукина")]
    expertises.assign(expertise=made, readers=readers, by=work.by, at=work.at)
    sheets = Sheet.objects.filter(sampled__expertise=made)
    for sheet in sheets.select_related("reader", "sampled__document"):
        criteria = load_expertise_rubric().of(sheet.sampled.document.type)
        expertises.mark(
            sheet=sheet, scores={one.code: 2 for one in criteria}, remarks="Замечаний нет.",
            by=sheet.reader, at=work.at, submit=True,
        )  # fmt: skip
    expertises.approve(
        expertise=made, conclusion="Документ можно реализовать.", by=work.by, at=work.at
    )


def advice(work: Work) -> None:
    """Send an addressed recommendation to the schools."""
    from opora.domain.advice.services import recommendations

    said = recommendations.Advice(
        owner=work.owner, title=work.title[:200], text="Усильте работу с дефицитами.",
        basis="Анализ результатов", due=work.day + timedelta(days=30),
        topic=work.binding.topic,
    )  # fmt: skip
    to = [recommendations.To(school) for school in work.schools]
    recommendations.send(advice=said, to=to, by=work.by, at=work.at)


def practice(work: Work) -> None:
    """Record a publication, or describe a practice and bring it to the atlas."""
    kind = work.first_of("page", "media", "social_network", "practice", "atlas")
    if kind in {"practice", "atlas"}:
        _describe(work, kind)
        return
    from opora.domain.advice.services import publications

    published = publications.Published(
        kind=kind, owner=work.owner, title=work.title[:200], day=work.day,
        address=f"https://school.example.org/{work.serial()}",
    )  # fmt: skip
    publications.record(published=published, by=work.by, at=work.at)


def _describe(work: Work, kind: str) -> None:
    from opora.domain.advice.services import practices

    head = work.district.people["Воронцова"]
    card = practices.Card(
        title=f"{work.title[:200]} № {work.serial()}", problem="Низкие результаты",
        target_group="Учителя", essence="Взаимное посещение уроков",
        factors=[work.binding.topic] if work.binding.topic else [],
    )  # fmt: skip
    author = work.district.reporter(work.school)
    made = practices.describe(owner=work.school, card=card, by=author, at=work.at)
    made = practices.send(practice=made, by=author, at=work.at)
    made = practices.accept(practice=made, words="Рекомендуется.", by=head, at=work.at)
    made = practices.publish(practice=made, by=head, at=work.at)
    if kind == "atlas":
        practices.enter_atlas(
            practice=made, number=str(work.serial()), level="basic", day=work.day, by=head,
            at=work.at,
        )  # fmt: skip


def enrolment(work: Work) -> None:
    """Enrol the schools in a project or programme by an order."""
    from opora.domain.curators.services import enrolments

    term = enrolments.Term(
        type=work.first_of("project", "programme"), since=work.day,
        until=work.day + _TERM, title=f"{work.title[:150]} № {work.serial()}",
        act=register_act(work, "order"),
    )  # fmt: skip
    enrolments.enrol(work.schools, term, by=work.by, at=work.at)
