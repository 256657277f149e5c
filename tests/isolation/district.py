"""A district in full work: what every address of the site can point at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.utils.timezone import localdate, now

from opora.domain.activities.models import Activity, LessonVisit, Material, Participation
from opora.domain.activities.services import activities
from opora.domain.activities.services.activities import Plan
from opora.domain.acts.models import Act, Draft
from opora.domain.acts.services import drafts, files
from opora.domain.acts.services.files import Upload
from opora.domain.assessments.models import Import, Recheck, Round, SchoolCount
from opora.domain.context.models import Campaign, ContextRun, ContextScale, ContextScore
from opora.domain.context.services import campaigns, passports
from opora.domain.exchange import signing
from opora.domain.exchange.models import Delivery, Sending
from opora.domain.exchange.services import deliveries, sendings, trust
from opora.domain.identification.models import Reply
from opora.domain.identification.services import replies, runs, scenarios
from opora.domain.identification.services.replies import Claim
from opora.domain.identification.services.scenarios import Grid
from opora.domain.indicators.models import Definition, Target
from opora.domain.indicators.periods import year_period
from opora.domain.indicators.services import definitions, targets
from opora.domain.organisations.models import Membership, Organisation, Territory
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.partnerships.models import Agreement, JointEvent
from opora.domain.people.models import ApiToken, FeedToken, Notice, User
from opora.domain.people.services import feeds, tokens
from opora.domain.roadmaps.models import Edition, Evidence, Obligation, Responsible, Roadmap
from opora.domain.roadmaps.services import editions, evidence, sections
from opora.domain.staff.models import Employment
from opora.reports.package import contents_of
from tests import factories
from tests.domain.identification import stores
from tests.domain.pupils.stage import make_of_pupils
from tests.isolation.addresses import Address
from tests.isolation.advising import make_advising
from tests.isolation.carrying import make_carrying
from tests.isolation.curators import make_of_curators
from tests.isolation.diagnostics import make_diagnostics
from tests.isolation.teams import make_team
from tests.isolation.training import make_training
from tests.web import stage

SECRET = "Посетить уроки наставников четверга"
"""Words of a measure that only those may read who see the plan."""

YEAR = 2026
"""The school year of the passports, by the calendar year in which it ends."""

NAMES = {
    "development_step": "send", "expertise_step": "withdraw", "practice_step": "send",
    "recommendation_step": "remind", "publication_step": "look-again",
    "move_row": "down", "move_edition": "send", "move_section": "down", "run_step": "cancel",
}  # fmt: skip
"""Steps that are told apart by the last word of an address."""

ORDER = """ПРИКАЗ
25.08.2025 № 417-од

О поддержке школ Ключевского округа

1. Утвердить план мероприятий на 2025-2026 учебный год.

№\tМероприятие\tСрок\tОтветственные
1\tПровести семинар для завучей\tдо 01.12.2025\tИМЦ
2\tРазработать школьную дорожную карту\tдо 15.10.2025\tруководители ОО
"""


@dataclass(frozen=True)
class District:
    """One object of every kind, all of one district and mostly of one school."""

    school: Organisation
    roadmap: Roadmap
    pending: Edition
    actor: Responsible
    obligation: Obligation
    evidence: Evidence
    draft: Draft
    act: Act
    feed: FeedToken
    key: ApiToken
    sending: Sending
    delivery: Delivery
    notice: Notice
    membership: Membership
    campaign: Campaign
    count: SchoolCount
    reply: Reply
    activity: Activity
    target: Target
    employment: Employment
    joint_event: JointEvent
    pupil_ids: dict[str, int]
    diagnostic_ids: dict[str, int]
    team_ids: dict[str, int]
    training_ids: dict[str, object]
    curator_ids: dict[str, int]
    carrying_ids: dict[str, int]
    advising_ids: dict[str, int]

    def arguments_of(self, address: Address) -> dict[str, object]:
        """Return what stands in an address: by its own needs, else by the parameter's name."""
        chosen = self.arguments | {"name": NAMES.get(address.name, "start")}
        if address.name in {"draft_row", "move_row"}:
            chosen["measure_id"] = self.pending.measures.get().pk
        return {name: chosen[name] for name in address.parameters}

    @cached_property
    def arguments(self) -> dict[str, object]:
        """What stands in most addresses, by the name of its parameter."""
        return {
            "school_id": self.school.pk,
            "organisation_id": self.school.pk,
            "territory_id": self.school.territory_id,
            "roadmap_id": self.roadmap.pk,
            "actor_id": self.actor.pk,
            "measure_id": self.obligation.measure_id,
            "section_id": self.pending.sections.get().pk,
            "occurrence_id": self.obligation.occurrence_id,
            "obligation_id": self.obligation.pk,
            "evidence_id": self.evidence.pk,
            "draft_id": self.draft.pk,
            "act_id": self.act.pk,
            "feed_id": self.feed.pk,
            "key_id": self.key.pk,
            "sending_id": self.sending.pk,
            "delivery_id": self.delivery.pk,
            "trusted_id": self.delivery.key_id,
            "notice_id": self.notice.pk,
            "membership_id": self.membership.pk,
            "campaign_id": self.campaign.pk,
            "import_id": self.count.origin_id,
            "round_id": self.count.round_id,
            "recheck_id": self.count.school.rechecks.get().pk,
            "run_id": self.reply.verdict.run_id,
            "reply_id": self.reply.pk,
            "exclusion_id": self.reply.verdict.run.exclusions.get().pk,
            "scenario_id": self.reply.verdict.run.scenarios.get().pk,
            **self.pupil_ids,
            **self.diagnostic_ids,
            **self.team_ids,
            **self.training_ids,
            **self.curator_ids,
            **self.carrying_ids,
            **self.advising_ids,
            "person_id": self.employment.person_id,
            "agreement_id": self.joint_event.agreement_id,
            "event_id": self.joint_event.pk,
            "step": "sign",
            "employment_id": self.employment.pk,
            "activity_id": self.activity.pk,
            "participation_id": self.activity.participations.get().pk,
            "material_id": self.activity.materials.get().pk,
            "visit_id": self.activity.lesson_visits.get().pk,
            "target_id": self.target.pk,
            "definition_id": Definition.objects.get(territory=self.target.territory).pk,
            "code": "I04",
            "month": 11,
            "year": YEAR,
            "token": self.feed.token,
            "app": "roadmaps",
            "model": "obligation",
            "pk": self.obligation.pk,
            "kind": "docx",
            "tab": "measures",
            "key": "i1",
            "row": 1,
        }


def settle(
    school: Organisation, authority: Organisation, *, head: User, boss: User
) -> District:
    """Put a district on the stage: a plan in force, a file handed in, an order being read."""
    roadmap = stage.make_roadmap(authority, "План поддержки Ключевского округа")
    measure = stage.make_measure(roadmap, SECRET)
    obligation = stage.make_obligation(measure, school, days=-3)
    attached = evidence.attach_file(
        obligation=obligation,
        upload=Upload(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF", "Отчёт.pdf"),
        by=head,
        at=now(),
    )
    pending = editions.amend(roadmap=roadmap, by=boss, at=now())
    sections.add(edition=pending, title="Кадры", by=boss, at=now())
    sending, delivery = make_package(school.territory, boss=boss)
    return District(
        school=school,
        sending=sending,
        delivery=delivery,
        roadmap=roadmap,
        pending=pending,
        actor=Responsible.objects.create(measure=pending.measures.get(), order=1, text="школы"),
        obligation=obligation,
        evidence=attached,
        draft=read_draft(authority, by=boss),
        act=factories.make_act(authority, file=attached.file, file_name="Приказ.pdf"),
        feed=feeds.issue(user=head, scope="me", at=now()),
        key=tokens.issue(
            user=head,
            name="Ключ",
            scopes=["results"],
            at=now(),
            expires_at=now() + timedelta(days=9),
        ).token,
        notice=Notice.objects.create(
            user=head, kind="x", text=SECRET, key="x", address="/", created_at=now()
        ),
        membership=Membership.objects.get(user=head),
        campaign=make_passport(school, head=head, boss=boss),
        count=make_results(authority, school, attached, boss=boss),
        reply=make_run(school, attached, head=head, boss=boss),
        activity=make_activity(authority, school, attached, boss=boss),
        target=make_target(school.territory, boss=boss),
        employment=factories.make_person(school).employments.get(),
        joint_event=make_agreement(school, attached, boss=boss),
        pupil_ids=make_of_pupils(school, head=head),
        diagnostic_ids=make_diagnostics(school, authority, head=head, boss=boss),
        training_ids=make_training(school, attached.file, boss=boss),
        team_ids=make_team(authority, school, attached.file, boss=boss),
        curator_ids=make_of_curators(authority, school, boss=boss),
        advising_ids=make_advising(school, authority, attached.file, boss=boss, secret=SECRET),
        carrying_ids=make_carrying(obligation, authority, head=head, boss=boss, secret=SECRET),
    )


def make_activity(
    authority: Organisation, school: Organisation, attached: Evidence, *, boss: User
) -> Activity:
    """Plan lesson visits at the school: a guest, a file, a sheet of a visited lesson."""
    plan = Plan(
        type="lesson_visit", title=SECRET, level="municipal", organiser=authority,
        day=localdate(), schools=(school,),
    )  # fmt: skip
    made = activities.plan(plan, by=boss, at=now())
    Participation.objects.create(
        activity=made, organisation=school, name=SECRET, source="list", entered_at=now()
    )
    Material.objects.create(
        activity=made, kind="material", file=attached.file, name="Отчёт.pdf", added_by=boss,
        added_at=now(),
    )  # fmt: skip
    LessonVisit.objects.create(
        activity=made, school=school, teacher=factories.make_person(school), day=localdate(),
        subject="Математика", class_name="5 А", sheet="2026", scores={"L01": 2},
        entered_by=boss, entered_at=now(),
    )  # fmt: skip
    return made


def make_target(municipality: Territory, *, boss: User) -> Target:
    """Compose an indicator of the municipality and set its target."""
    counted = {"numerator": [{"of": "entries", "register": "agreements"}]}
    record = definitions.composed(
        title=SECRET, unit="ед.", population="all", better="up", frequency="раз в год",
        formula=counted,
    )  # fmt: skip
    definition = definitions.compose(record=record, territory=municipality, by=boss, at=now())
    definitions.sync(at=now())
    period = year_period(SchoolYear.of(localdate()))
    aim = targets.Aim(definition, municipality, period.first, period.last, Decimal(3))
    return targets.put(aim, by=boss, at=now())


def make_agreement(school: Organisation, attached: Evidence, *, boss: User) -> JointEvent:
    """Make a draft of an agreement with a leader school elsewhere, and a line of its plan."""
    leader = factories.make_organisation(
        factories.make_municipality("Дальний округ", region=school.territory.parent)
    )
    agreement = Agreement.objects.create(
        type="partnership", school=school, leader=leader, subject=SECRET, since=localdate(),
        until=localdate() + timedelta(days=90), file=attached.file, file_name="Договор.pdf",
        entered_by=boss, entered_at=now(),
    )  # fmt: skip
    return JointEvent.objects.create(agreement=agreement, day=localdate(), title="Урок")


def make_package(municipality: Territory, *, boss: User) -> tuple[Sending, Delivery]:
    """Make a package of the municipality and let its region receive it."""
    region = municipality.parent
    assert region is not None
    root = User.objects.create_superuser("root@example.org", factories.PASSWORD)
    trust.add(territory=municipality, text=signing.public_key().text, by=root, at=now())
    sending = sendings.send(
        territory=municipality, rows=contents_of(municipality, on=localdate()), by=boss,
        at=now(),
    )  # fmt: skip
    delivery = deliveries.receive(
        region=region, content=files.read(sending.file), name="Пакет.zip", by=root, at=now()
    )
    return sending, delivery


def make_passport(school: Organisation, *, head: User, boss: User) -> Campaign:
    """Open a campaign, begin the passport of the school, and put an index of the year there."""
    campaign = campaigns.open_campaign(
        territory=school.territory, year=YEAR, as_of=date(YEAR - 1, 10, 1),
        due=date(YEAR - 1, 11, 20), by=boss, at=now(),
    )  # fmt: skip
    passports.begin(campaign=campaign, school=school, by=head, at=now())
    root = school.territory.parent
    assert root is not None
    scale = ContextScale.objects.create(
        root=root, number=1, fitted_on=YEAR, schools=10, parameters={},
        content={"alpha": 0.8}, cuts=[43.0, 50.0, 57.0], fitted_by=boss, fitted_at=now(),
    )  # fmt: skip
    run = ContextRun.objects.create(
        root=root,
        year=YEAR,
        scale=scale,
        data_hash="0" * 64,
        computed_by=boss,
        computed_at=now(),
    )
    ContextScore.objects.create(run=run, school=school, missing=4)
    return campaign


def make_results(
    authority: Organisation, school: Organisation, attached: Evidence, *, boss: User
) -> SchoolCount:
    """Put a checked file of results there, and a result of the school that came from it."""
    imported = Import.objects.create(
        root=authority.territory.parent, territory=authority.territory, organisation=authority,
        sha256="a" * 64, file=attached.file, file_name="ВПР.xlsx", source="b" * 64,
        status=Import.Status.READY, uploaded_by=boss, uploaded_at=now(), changed_at=now(),
    )  # fmt: skip
    held = Round.objects.create(
        code="ВПР-МА-5", year=YEAR, kind="ВПР", subject="МА", grade=5, scale_known=False
    )
    Recheck.objects.create(
        school=school, round=held, owner=authority, day=localdate(), checked=10, agreed=9,
        entered_by=boss, entered_at=now(),
    )  # fmt: skip
    return SchoolCount.objects.create(
        school=school, round=held, participants=12, below=3, origin=imported
    )


def make_run(school: Organisation, attached: Evidence, *, head: User, boss: User) -> Reply:
    """Make a list of schools: a result left out, another number tried, one contested."""
    assert school.territory.parent is not None
    stores.bring(school.territory.parent, "ВПР-МА-5", YEAR, {school: (7, 20)}, by=boss)
    run = runs.start(territory=school.territory, year=YEAR, by=boss, at=now())
    runs.exclude(
        run=run, school=school, reason="BIAS", year=YEAR - 1, document="Приказ № 5",
        by=boss, at=now(),
    )  # fmt: skip
    scenarios.save(run=run, grid=Grid(thresholds=(25,)), reason=SECRET, by=boss, at=now())
    due = localdate() + timedelta(days=10)
    run = runs.open_replies(run=run, due=due, by=boss, at=now())
    return replies.contest(
        verdict=run.verdicts.select_related("school").get(school=school),
        claim=Claim("ВПР-МА-5", YEAR, 3, 20, SECRET), by=head, at=now(),
        file=attached.file, file_name="Протокол.pdf",
    )  # fmt: skip


def read_draft(owner: Organisation, *, by: User, order: str = ORDER) -> Draft:
    """Bring an order and read it at once, as the job does."""
    brought = drafts.bring(
        order.encode(), name="Приказ.txt", organisation=owner, by=by, at=now()
    ).draft
    draft = drafts.read_queued(brought.pk, at=now())
    assert draft is not None
    assert draft.status == Draft.Status.READY, draft.refusal
    return draft
