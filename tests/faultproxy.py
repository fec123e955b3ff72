"""An S3 server on loopback (moto), and a proxy in front of it that makes the faults S3 and networks make."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, ClassVar

import boto3
from botocore.config import Config

Answer = Callable[["_Handler", HTTPResponse | None, bytes], None]
"""Answers a request, given what the server would have answered, if it was asked."""


@dataclass
class Rule:
    """Requests whose line holds `where` get `answer`, the first `times` of them (all when None)."""

    where: str
    answer: Answer
    times: int | None = None
    before: Callable[[], None] | None = None
    """Done before the server sees the request: an object may vanish between LIST and GET."""
    asks_server: bool = True
    """Whether the server sees the request at all; it does not know every service."""


@dataclass
class Proxy:
    """What the tests hold: where to connect, the faults to make, and the requests that came."""

    url: str
    rules: list[Rule] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def rule_for(self, line: str) -> Rule | None:
        """Note a request and return the rule that it falls under."""
        with self.lock:
            self.requests.append(line)
            for rule in self.rules:
                if rule.where in line and (rule.times is None or rule.times > 0):
                    rule.times = None if rule.times is None else rule.times - 1
                    return rule
            return None

    def gets(self, key: str) -> int:
        """Return how often an object was asked for."""
        return sum(line.startswith("GET") and key in line for line in self.requests)


def slow_down(handler: _Handler, _: HTTPResponse, __: bytes) -> None:
    handler.error(503, "SlowDown", "Please reduce your request rate.")


def denied(handler: _Handler, _: HTTPResponse, __: bytes) -> None:
    handler.error(403, "AccessDenied", "User: arn:aws:iam::111122223333:role/reader is not authorized")


def denied_by_kms(handler: _Handler, _: HTTPResponse, __: bytes) -> None:
    handler.error(403, "AccessDenied", "User is not authorized to perform: kms:Decrypt on the resource")


def archived(handler: _Handler, _: HTTPResponse, __: bytes) -> None:
    handler.error(403, "InvalidObjectState", "The operation is not valid for the object's storage class")


def elsewhere(handler: _Handler, _: HTTPResponse, __: bytes) -> None:
    handler.error(301, "PermanentRedirect", "Use the right endpoint.", {"x-amz-bucket-region": "ap-east-1"})


def reset(handler: _Handler, _: HTTPResponse, __: bytes) -> None:
    # Linger 0: the connection ends with RST instead of FIN.
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    handler.connection.close()


def truncated(handler: _Handler, response: HTTPResponse, body: bytes) -> None:
    handler.give(response, body[: len(body) // 2], length=len(body))
    handler.close_connection = True


def flipped(handler: _Handler, response: HTTPResponse, body: bytes) -> None:
    middle = len(body) // 2
    handler.give(response, body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :], length=len(body))


def passed(handler: _Handler, response: HTTPResponse, body: bytes) -> None:
    handler.give(response, body, length=len(body))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: ClassVar[Proxy]
    upstream: ClassVar[tuple[str, int]]

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        # EC2's operations are told apart by their bodies alone.
        asked = f" {body.decode(errors='replace')}" if self.command == "POST" else ""
        rule = self.proxy.rule_for(f"{self.command} {self.path}{asked}")
        if rule and rule.before:
            rule.before()
        if rule and not rule.asks_server:
            rule.answer(self, None, b"")
            return
        connection = HTTPConnection(*self.upstream)
        connection.request(self.command, self.path, body, dict(self.headers))
        response = connection.getresponse()
        content = response.read()
        connection.close()
        if self.command == "HEAD":
            passed(self, response, b"")
        else:
            (rule.answer if rule else passed)(self, response, content)

    do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = _pass  # noqa: N815 - the base class's names

    def give(self, response: HTTPResponse, body: bytes, *, length: int) -> None:
        """Send the server's answer with another body."""
        self.send_response_only(response.status)
        for name, value in response.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        shown = response.getheader("Content-Length") if self.command == "HEAD" else str(length)
        self.send_header("Content-Length", shown or "0")
        self.end_headers()
        self.wfile.write(body)

    def error(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        """Send an error as S3 does."""
        body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{message}</Message></Error>".encode()
        self.send_response_only(status)
        for name, value in {"Content-Type": "application/xml", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def lighten_moto() -> None:
    """Let moto offer endpoints for a few services instead of hundreds, and list its own folder once, not per request.

    In every inventory it would spend more on the endpoint services than on all else.
    """
    from moto import backends  # noqa: PLC0415 - a second of import, for the tests that need it
    from moto.ec2.models import vpcs  # noqa: PLC0415

    vpcs.IMPLEMENTED_ENDPOINT_SERVICES[:] = ["dynamodb", "s3"]
    vpcs.AWS_ENDPOINT_SERVICES[:] = ["ec2", "kms", "logs", "monitoring", "sts"]
    backends.list_of_moto_modules = partial(list, list(backends.list_of_moto_modules()))


@contextmanager
def server() -> Iterator[tuple[str, int]]:
    """Run an S3 server for the length of the block."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - as above

    lighten_moto()
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    try:
        yield moto.get_host_and_port()
    finally:
        moto.stop()


@contextmanager
def proxy(upstream: tuple[str, int]) -> Iterator[Proxy]:
    """Run a proxy in front of an S3 server for the length of the block."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"upstream": upstream}))
    http.daemon_threads = True
    held = Proxy(f"http://127.0.0.1:{http.server_port}")
    http.RequestHandlerClass.proxy = held  # type: ignore[attr-defined]
    thread = Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield held
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def client(url: str, *, attempts: int = 1) -> Any:
    """Return an S3 client that asks once and leaves every retry to the program."""
    settings = Config(
        retries={"mode": "standard", "total_max_attempts": attempts},
        s3={"addressing_style": "path"},
        max_pool_connections=32,
    )
    return boto3.Session("testing", "testing", region_name="us-east-1").client("s3", endpoint_url=url, config=settings)
