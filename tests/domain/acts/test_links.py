"""Links: what is refused before, during and after the connection."""

from __future__ import annotations

import contextlib
import ipaddress
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.domain.acts import links
from opora.domain.acts.links import LinkRefused, clean_address, is_public, open_link

PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    "address",
    [
        "ftp://school.example.org/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "school.example.org",
        "https://",
        "http://user:secret@school.example.org",
        "http://localhost/",
        "http://intranet/",
        "http://server.local/",
        "http://127.0.0.1/",
        "http://10.1.2.3/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[fe80::1]/",
        "http://0.0.0.0/",
        "http://school.example.org:99999/",
        "http://[broken/",
        "http://school.example.org/a b",
        "https://school.example.org/" + "x" * 1000,
        "",
    ],
)
def test_what_is_no_public_page_is_refused(address: str) -> None:
    with pytest.raises(LinkRefused):
        clean_address(address)


@pytest.mark.parametrize(
    "address", ["http://школа5.рф/приказ №7".replace(" ", "_"), "https://8.8.8.8/x"]
)
def test_public_addresses_pass_as_they_are(address: str) -> None:
    assert clean_address(address) == address


@pytest.mark.parametrize(
    ("address", "public"),
    [
        (PUBLIC, True),
        ("2606:2800:220:1::1", True),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("2002:7f00:1::", False),
        ("::", False),
        ("fd00::1", False),
    ],
)
def test_addresses_that_wrap_inner_ones_are_inner(address: str, public: bool) -> None:  # noqa: FBT001
    assert is_public(ipaddress.ip_address(address)) is public


@given(st.text() | st.text().map("http://{}".format))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    with contextlib.suppress(LinkRefused):
        assert clean_address(text).lower().startswith("http")


@pytest.mark.parametrize("found", [["10.0.0.5"], [PUBLIC, "127.0.0.1"], ["fe80::1%eth0"]])
def test_a_name_of_an_inner_host_is_refused_at_the_connection(found: list[str]) -> None:
    answer = open_link("http://school.example.org/", resolve_host=lambda *_: found)
    assert answer.state == "refused"
    assert "внутрь сети" in answer.sentence


def test_an_unknown_name_is_lost() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("unknown host")

    assert open_link("http://school.example.org/", resolve_host=unknown).state == "lost"
    assert open_link("http://school.example.org/", resolve_host=lambda *_: []).state == "lost"


def answering(handle: Callable[[httpx.Request], httpx.Response], address: str) -> links.Answer:
    return open_link(address, transport=httpx.MockTransport(handle))


def test_a_page_is_reached_with_its_content() -> None:
    page = httpx.Response(200, html="<p>Приказ</p>")
    answer = answering(lambda _: page, "https://school.example.org/")
    assert (answer.state, answer.media_type) == ("reached", "text/html")
    assert "Приказ" in answer.content.decode()


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_page_that_is_not_there_is_lost(status: int) -> None:
    answer = answering(lambda _: httpx.Response(status), "https://school.example.org/")
    assert (answer.state, answer.sentence) == ("lost", f"Сайт ответил: {status}.")


def test_a_huge_page_is_reached_but_not_kept() -> None:
    page = httpx.Response(200, content=b"x" * (links.LARGEST + 1))
    answer = answering(lambda _: page, "https://school.example.org/")
    assert (answer.state, answer.content) == ("reached", b"")


def test_endless_redirects_and_time_outs_are_lost() -> None:
    again = httpx.Response(302, headers={"Location": "https://school.example.org/"})
    assert answering(lambda _: again, "https://school.example.org/").state == "lost"

    def slow(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow")

    assert answering(slow, "https://school.example.org/").state == "lost"


class _Inner(BaseHTTPRequestHandler):
    hits = 0

    def do_GET(self) -> None:  # the name http.server calls
        _Inner.hits += 1
        self.send_response(302)
        self.send_header("Location", "http://inner.example.org/secret")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def server() -> Iterator[int]:
    served = HTTPServer(("127.0.0.1", 0), _Inner)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield served.server_address[1]
    served.shutdown()
    served.server_close()
    thread.join()


def test_a_redirect_to_an_inner_host_is_refused(
    server: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first hop is let through as if it were public, the second is not."""
    monkeypatch.setattr(links, "is_public", lambda address: str(address) == "127.0.0.1")

    def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"] if host == "school.example.org" else ["10.0.0.1"]

    _Inner.hits = 0
    answer = open_link(f"http://school.example.org:{server}/", resolve_host=resolve)
    assert (answer.state, _Inner.hits) == ("refused", 1)


def test_the_connection_goes_to_the_address_that_was_checked(
    server: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers differently the second time is asked once a connection only."""
    monkeypatch.setattr(links, "is_public", lambda address: str(address) == "127.0.0.1")
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    open_link(f"http://school.example.org:{server}/", resolve_host=rebinding)
    assert asked.count("school.example.org") == 1
