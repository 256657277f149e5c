"""What people are told leads them to a page that is there and open to them."""

from __future__ import annotations

from django.test import Client
from django.utils.timezone import now

from opora.domain.people.models import Notice, User
from opora.domain.roadmaps import jobs
from opora.domain.roadmaps.services import obligations
from tests.isolation.district import District
from tests.web.conftest import Sign


def opened(client: Client, notice: Notice) -> int:
    """Press the notice on the page and follow it; return the last status."""
    answer = client.post(f"/notices/{notice.pk}/", follow=True)
    assert answer.redirect_chain, notice.kind
    return answer.status_code


def test_every_notice_leads_to_a_page_that_its_reader_sees(
    district: District, school_head: User, coordinator: User, curator: User, sign_in: Sign
) -> None:
    owed = district.obligation
    obligations.set_person(obligation=owed, person=school_head, by=coordinator, at=now())
    obligations.remind(obligation=owed, by=coordinator, at=now())
    obligations.submit(obligation=owed, report="Сделано", by=school_head, at=now())
    obligations.return_(obligation=owed, reason="Нет подписи", by=coordinator, at=now())
    jobs.ask_as_needed()
    told = Notice.objects.exclude(pk=district.notice.pk).select_related("user")
    assert {notice.kind.partition(".")[0] for notice in told} == {
        "draft",
        "identification",
        "obligation",
        "passport",
    }
    for notice in told:
        assert notice.address.startswith("/"), notice.kind
        assert opened(sign_in(notice.user), notice) == 200, (notice.kind, notice.address)


def test_a_notice_of_ill_will_never_leads_off_the_site(
    district: District, school_head: User, sign_in: Sign
) -> None:
    district.notice.address = "https://example.org/"
    district.notice.save()
    answer = sign_in(school_head).post(f"/notices/{district.notice.pk}/")
    assert answer["Location"] == "/notices/"
