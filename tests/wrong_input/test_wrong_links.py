"""Links that lead inside the network are refused on the page and never opened by the job."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from opora.domain.acts import links
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps import jobs
from opora.domain.roadmaps.models import Evidence, Measure, Obligation
from opora.domain.roadmaps.services import evidence
from tests.web import stage
from tests.web.conftest import Sign

pytestmark = pytest.mark.embedded  # an address is refused before a database is asked

INNER = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://017700000001/",
    "http://0.0.0.0:8000/",
    "http://localhost:5432/",
    "http://10.1.2.3/",
    "http://172.16.0.1/",
    "http://192.168.1.1/admin",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[fd00::1]/",
    "http://[fe80::1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://server.local/",
    "http://intranet/",
    "file:///etc/passwd",
    "ftp://example.org/",
    "gopher://127.0.0.1:6379/",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://user:secret@example.org/",
    "//example.org/",
    "не ссылка",
    "http://exa mple.org/",
    "http://[bad/",
]


@pytest.fixture
def owed(measure: Measure, school: Organisation) -> Obligation:
    return stage.make_obligation(measure, school)


@pytest.mark.parametrize("address", INNER)
def test_an_inner_address_never_reaches_the_network(
    address: str,
    owed: Obligation,
    school_head: User,
    sign_in: Sign,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Refused on the page; what a page lets by, the job that opens links refuses."""
    path = f"/obligations/{owed.pk}/links/"
    answer = sign_in(school_head).post(path, {"address": address})
    assert answer.status_code in {302, 422}
    if answer.status_code == 422:
        assert answer.context["link_form"].errors["address"]
        assert not Evidence.objects.exists()
        return
    reached = []
    monkeypatch.setattr(
        links._Guard.__base__, "connect_tcp", lambda *a, **_k: reached.append(a)
    )
    jobs.check_links(at=now())
    assert reached == []
    assert Evidence.objects.get().link_state == "refused"


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "fd12::1"]
)
def test_a_name_that_resolves_inside_is_refused(
    inside: str, owed: Obligation, school_head: User
) -> None:
    found = evidence.attach_link(
        obligation=owed, address="https://plan.example.org/", by=school_head, at=now()
    )
    jobs.check_links(at=now(), opener=lambda _host, _port: [inside])
    found.refresh_from_db()
    assert (found.link_state, found.copy) == ("refused", None)
    assert "внутрь сети" in found.link_answer


def test_a_name_with_one_inner_address_among_public_ones_is_refused() -> None:
    answer = links.open_link(
        "https://plan.example.org/", resolve_host=lambda _h, _p: ["93.184.216.34", "10.0.0.1"]
    )
    assert answer.state == "refused"


def leading_to(target: str) -> Callable[[httpx.Request], httpx.Response]:
    return lambda request: (
        httpx.Response(302, headers={"Location": target})
        if request.url.host == "plan.example.org"
        else httpx.Response(200, text="inner page")
    )


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1/x", "http://[::1]/", "http://intranet/", "http://10.0.0.1:8080/"],
)
def test_a_redirect_inside_keeps_nothing(target: str) -> None:
    transport = httpx.MockTransport(leading_to(target))
    answer = links.open_link("https://plan.example.org/", transport=transport)
    assert answer.state != "reached"
    assert answer.content == b""


@pytest.mark.parametrize(
    "name",
    ["../../x.html", "..\\..\\x.html", "/etc/cron.d/x.html", "C:\\x.html", "a\0/../x.html"],
)
def test_evidence_named_like_a_path_is_kept_by_its_hash_and_given_back_by_its_last_name(
    name: str, owed: Obligation, school_head: User, sign_in: Sign, settings: object
) -> None:
    client = sign_in(school_head)
    page = b"<html><body><script>alert(1)</script><table></table></body></html>"
    upload = SimpleUploadedFile("x.html", page, content_type="text/html")
    upload._name = name  # what a browser of ill will sends: Django's setter would clean it
    client.post(f"/obligations/{owed.pk}/files/", {"files": upload})
    kept = Evidence.objects.get()
    assert kept.name == "x.html"
    assert kept.file is not None
    assert kept.file.content.name.startswith("files/")
    for show in ({}, {"show": ""}):
        answer = client.get(f"/obligations/evidence/{kept.pk}/", show)
        assert b"".join(answer) == page
        assert answer["Content-Disposition"] == 'attachment; filename="x.html"'
        assert answer["Content-Type"] == "application/octet-stream"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_another_schools_obligation_is_not_there_by_its_address(
    owed: Obligation, other_head: User, sign_in: Sign
) -> None:
    client = sign_in(other_head)
    assert client.get(f"/obligations/{owed.pk}/").status_code == 404
    for step in ("submit", "save", "files", "links", "start", "withdraw", "assign", "child"):
        answer = client.post(f"/obligations/{owed.pk}/{step}/", {"report": "x", "words": "x"})
        assert answer.status_code == 404, step
    owed.refresh_from_db()
    assert owed.state == Obligation.State.PLANNED
