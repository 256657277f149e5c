"""Opening links that people give as evidence, without ever reaching inside the network. Pure.

A host is resolved once, every address it has must be public, and the connection goes to
exactly the address that was checked: a name that answers differently a moment later (DNS
rebinding) or a redirect to an inner address gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import httpcore
import httpx

from opora.domain.refusals import Refused

LARGEST = 10 * 2**20
"""Largest page that is kept. [bytes]"""
LONGEST = 30.0
"""Longest time for one link, redirects included. [seconds]"""
_STEP_TIMEOUT = 8.0
_REDIRECTS = 5
_ADDRESS_LENGTH = 1000
_FAILED = 400

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]


class LinkRefused(Refused):
    """The address is none of a public page; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a link gave: it opens, it does not, or it leads where we do not go."""

    state: Literal["reached", "lost", "refused"]
    sentence: str
    content: bytes = b""
    media_type: str = ""


def clean_address(address: str) -> str:
    """Return the address without spaces around it, if it can be one of a public page.

    Raises
    ------
    LinkRefused
        If it is not http(s), has no host, holds a password, or names an inner address.

    Examples
    --------
    >>> clean_address(" https://school.example.org/plan ")
    'https://school.example.org/plan'
    """
    clean = address.strip()
    if len(clean) > _ADDRESS_LENGTH or any(char.isspace() for char in clean):
        raise LinkRefused("Адрес слишком длинный или содержит пробелы. Проверьте его.")
    try:
        parts = urlsplit(clean)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise LinkRefused("Это не адрес страницы. Скопируйте его из браузера.") from error
    if parts.scheme.lower() not in {"http", "https"} or not host:
        raise LinkRefused("Адрес должен начинаться с http:// или https://.")
    if parts.username or parts.password:
        raise LinkRefused("В адресе есть имя или пароль. Дайте ссылку без них.")
    _refuse_inner_name(host)
    return clean


def _refuse_inner_name(host: str) -> None:
    try:
        inner = not is_public(ipaddress.ip_address(host))
    except ValueError:
        inner = "." not in host or host.endswith((".local", ".internal", ".localhost", ".lan"))
    if inner:
        raise LinkRefused("Это адрес внутри сети. Дайте ссылку, которая открывается всем.")


def is_public(address: IPAddress) -> bool:
    """Whether an address belongs to the public network, also when it wraps another one.

    Examples
    --------
    >>> is_public(ipaddress.ip_address("192.168.0.1"))
    False
    >>> is_public(ipaddress.ip_address("::ffff:127.0.0.1"))
    False
    """
    return all(
        one.is_global and not one.is_multicast and not one.is_reserved and not one.is_loopback
        for one in (address, *_wrapped(address))
        if not (one is address and _wrapped(address))
    )


def _wrapped(address: IPAddress) -> list[IPAddress]:
    """Give IPv4 addresses inside an IPv6 one: mapped, 6to4, Teredo, NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    teredo = address.teredo or ()
    nat64 = address in ipaddress.ip_network("64:ff9b::/96")
    inside = (
        address.ipv4_mapped,
        address.sixtofour,
        *teredo,
        ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if nat64 else None,
    )
    return [one for one in inside if one is not None]


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


class _Guard(httpcore.SyncBackend):
    """Connects to the address that was checked, never to the name."""

    def __init__(self, resolve_host: Resolve) -> None:
        self._resolve = resolve_host

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        return super().connect_tcp(
            self._checked(host, port), port, timeout, local_address, socket_options
        )

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002  # the signature of the base
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002  # as above
    ) -> httpcore.NetworkStream:
        raise LinkRefused(f"Сокет {path} не открывается.")

    def _checked(self, host: str, port: int) -> str:
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(str(error)) from error
        for address in addresses:
            if not is_public(ipaddress.ip_address(address.partition("%")[0])):
                raise LinkRefused("Адрес ведёт внутрь сети, он не проверяется.")
        if not addresses:
            raise httpcore.ConnectError(host)
        return addresses[0]


class _Stream(httpx.SyncByteStream):
    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        if close := getattr(self._stream, "close", None):
            close()


class _Transport(httpx.BaseTransport):
    """httpx over a guarded pool: every hop of a redirect passes the guard."""

    def __init__(self, resolve_host: Resolve) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(), network_backend=_Guard(resolve_host)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=url.raw_scheme,
                    host=url.raw_host,
                    port=url.port,
                    target=url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        stream: Any = answer.stream
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Stream(stream),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()


_LOST = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    ssl.SSLError,
)


def open_link(
    address: str,
    *,
    resolve_host: Resolve = resolve,
    transport: httpx.BaseTransport | None = None,
) -> Answer:
    """Open a link and return what it gave; nothing that a page does raises.

    Parameters
    ----------
    address : str
        As ``clean_address`` gives it.
    resolve_host : callable
        Host and port to addresses; another one in tests.
    transport : httpx.BaseTransport, optional
        Instead of the guarded one, in tests.
    """
    try:
        clean = clean_address(address)
        with httpx.Client(
            transport=transport or _Transport(resolve_host),
            timeout=_STEP_TIMEOUT,
            follow_redirects=True,
            max_redirects=_REDIRECTS,
            trust_env=False,
            headers={"User-Agent": "Opora link check"},
        ) as client:
            return _fetch(client, clean)
    except LinkRefused as refusal:
        return Answer("refused", str(refusal))
    except _LOST as error:
        return Answer("lost", f"Страница не открылась ({type(error).__name__}).")


def _fetch(client: httpx.Client, address: str) -> Answer:
    until = time.monotonic() + LONGEST
    with client.stream("GET", address) as response:
        clean_address(str(response.url))
        if response.status_code >= _FAILED:
            return Answer("lost", f"Сайт ответил: {response.status_code}.")
        content = bytearray()
        for piece in response.iter_bytes():
            content += piece
            if len(content) > LARGEST:
                return Answer("reached", "Открывается; больше 10 МБ, копия не сохранена.")
            if time.monotonic() > until:
                return Answer("lost", "Сайт отвечает слишком медленно.")
        media_type = response.headers.get("content-type", "").partition(";")[0].strip()
        return Answer("reached", "Открывается.", bytes(content), media_type)
