"""Low results are identified in the demo: one list by an order, the next among the schools."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from opora.demo.district import District
from opora.demo.evidence import word_file
from opora.demo.plans import moment
from opora.domain.acts.models import Act
from opora.domain.acts.services import acts, files
from opora.domain.identification.models import Reply, Run, SchoolStatus, Verdict
from opora.domain.identification.services import decisions, replies, runs, scenarios, statuses
from opora.domain.identification.services.replies import Claim
from opora.reports.identification_order import OrderForm, heading, order_docx

CONTESTED = "ОГЭ-МА-9"
BEFORE = ("zabolotye", "kamenny", "sosny")
"""Schools of the list that was in force before the demo's first own list."""
ADVERSE = ("zabolotye", "dalnepolye")

_FEW = "Участников меньше десяти; по всем годам низких результатов мало, список не нужен."
_REFUSED = (
    "Протокол РЦОИ сверен: апелляции рассмотрены до его выгрузки, отметки в нём окончательные."
)
_POST, _NAME = "Начальник управления образования", "Е.П. Воронцова"
Property = SchoolStatus.Property


def begin_statuses(district: District, *, year: int) -> None:
    """Register the list of an earlier year, made on paper, and begin its statuses."""
    day, head = date(year, 8, 19), district.people["Воронцова"]
    act = acts.register(
        kind=Act.Kind.ORDER, number="176-ОД", date=day,
        issuer=district.organisations["authority"], by=head, at=moment(day, 15),
        title="Об утверждении списков школ с низкими результатами и школ в сложных условиях",
        signatory_post=_POST, signatory_name=_NAME,
    )  # fmt: skip
    for kind, keys in ((Property.LOW_RESULTS, BEFORE), (Property.ADVERSE_CONTEXT, ADVERSE)):
        for key in keys:
            statuses.begin(
                school=district.organisations[key], property=kind, act=act, by=head,
                at=moment(day, 16),
            )  # fmt: skip


def finish(district: District, *, year: int) -> Run:
    """Make a list from the results of a year and bring it to its order, all in August."""
    coordinator = district.people["Ремизова"]
    run = _start(district, year=year, at=moment(date(year, 8, 3)))
    runs.open_replies(
        run=run, due=date(year, 8, 11), by=coordinator, at=moment(date(year, 8, 4))
    )
    for verdict in run.verdicts.undecided().select_related("school"):
        _leave_out(verdict, district, at=moment(date(year, 8, 5)))
    for verdict in run.verdicts.listed().select_related("school__territory", "run"):
        _reply(verdict, district, at=moment(date(year, 8, 6)))
    decisions.send(run=run, by=coordinator, at=moment(date(year, 8, 12)))
    run = decisions.approve(
        run=run, by=district.people["Воронцова"], at=moment(date(year, 8, 13))
    )
    _enact(run, district, day=date(year, 8, 17))
    return run


def ask_schools(district: District, *, year: int, on: date) -> Run:
    """Make a list from the results of a year and leave it in the middle of the replies."""
    coordinator = district.people["Ремизова"]
    run = _start(district, year=year, at=moment(on - timedelta(days=7)))
    opened = on - timedelta(days=6)
    run = runs.open_replies(
        run=run, due=on + timedelta(days=5), by=coordinator, at=moment(opened)
    )
    said = _verdicts(run, "zabolotye", "rodniki", "kamenny", district=district)
    for verdict in said[:2]:
        replies.agree(
            verdict=verdict, by=district.reporter(verdict.school),
            at=moment(on - timedelta(days=3), 11), text="С результатами ознакомлены.",
        )  # fmt: skip
    _contest(
        said[2], district, at=moment(on - timedelta(days=2), 12), fewer=2,
        text="Двум девятиклассникам балл повышен по апелляции, в протоколе прежние отметки.",
    )  # fmt: skip
    (few,) = _verdicts(run, "lipki", district=district)
    _leave_out(few, district, at=moment(on - timedelta(days=1)))
    _try_other_numbers(run, district, at=moment(on - timedelta(days=1), 14))
    return run


def _start(district: District, *, year: int, at: datetime) -> Run:
    return runs.start(
        territory=district.organisations["authority"].territory, year=year,
        by=district.people["Ремизова"], at=at,
    )  # fmt: skip


def _verdicts(run: Run, *keys: str, district: District) -> list[Verdict]:
    told = run.verdicts.select_related("school__territory", "run")
    return [told.get(school=district.organisations[key]) for key in keys]


def _leave_out(verdict: Verdict, district: District, *, at: datetime) -> None:
    runs.decide(
        verdict=verdict, listed=False, reason=_FEW, by=district.people["Ремизова"], at=at
    )


def _reply(verdict: Verdict, district: District, *, at: datetime) -> None:
    """Agree with the numbers; one school contests and is answered."""
    if verdict.school != district.organisations["talovka"]:
        replies.agree(verdict=verdict, by=district.reporter(verdict.school), at=at)
        return
    reply = _contest(
        verdict, district, at=at, fewer=1,
        text="Одному девятикласснику балл повышен по апелляции.",
    )  # fmt: skip
    replies.answer(
        reply=reply, accepted=False, text=_REFUSED, by=district.people["Ремизова"],
        at=at + timedelta(days=2),
    )  # fmt: skip


def _contest(
    verdict: Verdict, district: District, *, fewer: int, text: str, at: datetime
) -> Reply:
    """Say that so many fewer pupils are below the boundary, with a paper."""
    year = verdict.run.year
    clause = next(
        one for one in verdict.clauses if (one["assessment"], one["year"]) == (CONTESTED, year)
    )
    claim = Claim(CONTESTED, year, clause["below"] - fewer, clause["participants"], text)
    name = "Выписка из протокола апелляционной комиссии.docx"
    paper = files.keep(word_file([verdict.school.name, "ВЫПИСКА", text]), name=name, at=at)
    return replies.contest(
        verdict=verdict, claim=claim, by=district.reporter(verdict.school), at=at,
        file=paper, file_name=name,
    )  # fmt: skip


def _try_other_numbers(run: Run, district: District, *, at: datetime) -> None:
    coordinator = district.people["Ремизова"]
    scenario = scenarios.save(
        run=run, grid=scenarios.Grid(thresholds=(25, 30, 35), minimal_ns=(5, 10, 15)),
        reason="Проверить, кто попадает в список только из-за порога", by=coordinator, at=at,
    )  # fmt: skip
    scenarios.attach(scenario=scenario, by=coordinator, at=at)


def _enact(run: Run, district: District, *, day: date) -> None:
    """Print the order of a list, enter it into the registry and put the list in force."""
    head, at = district.people["Воронцова"], moment(day, 15)
    form = OrderForm(
        issuer=district.organisations["authority"], day=day, place="с. Ключевское",
        signatory_post=_POST, signatory_name=_NAME, number="203-ОД",
        roadmaps_due=date(day.year, 10, 15), support="Информационно-методический центр",
    )  # fmt: skip
    name = f"Приказ {form.number} от {day:%d.%m.%Y}.docx"
    act = acts.register(
        kind=Act.Kind.ORDER, number=form.number, date=day, issuer=form.issuer,
        title=heading(run), by=head, at=at,
        file=files.keep(order_docx(run, form), name=name, at=at), file_name=name,
        signatory_post=_POST, signatory_name=_NAME,
    )  # fmt: skip
    decisions.enact(run=run, act=act, by=head, at=at + timedelta(minutes=10))
