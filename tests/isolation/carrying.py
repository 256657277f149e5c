"""Of what carries measures out: a binding, a verdict, an entry, an analysis, a report."""

from __future__ import annotations

from django.utils.timezone import localdate, now

from opora.domain.acts.services.files import Upload
from opora.domain.identification.services import analyses
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Trace
from opora.domain.roadmaps.models import Binding, EvidenceVerdict, Obligation
from opora.domain.roadmaps.services import reports

_PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def make_carrying(
    obligation: Obligation, owner: Organisation, *, head: User, boss: User, secret: str
) -> dict[str, int]:
    """Put one of each there, the analysis of the school, the rest of the district."""
    school = obligation.organisation
    Binding.objects.create(
        measure=obligation.measure, register="activities", types=["seminar"], why=secret
    )
    verdict = EvidenceVerdict.objects.create(
        obligation=obligation, claim="amount", title=secret, found="unknown", checked_at=now()
    )
    entry = entries.put(
        obligation,
        Trace(register="acts", type="letter", owner=school, day=localdate(), title=secret),
        by=head,
        at=now(),
    )
    analysis = analyses.write(
        owner=school, schools=[school], by=head, at=now(), upload=Upload(_PDF, "А.pdf"),
        written=analyses.Written(type="other", title=secret, day=localdate(), text=secret),
    )  # fmt: skip
    report = reports.write(
        roadmap=obligation.roadmap, owner=owner, by=boss, at=now(),
        upload=Upload(_PDF, "Отчёт.pdf"),
        written=reports.Written(
            kind="report", title=secret, since=localdate(), until=localdate(), text=secret
        ),
    )  # fmt: skip
    return {
        "verdict_id": verdict.pk,
        "entry_id": entry.pk,
        "analysis_id": analysis.pk,
        "report_id": report.pk,
    }
