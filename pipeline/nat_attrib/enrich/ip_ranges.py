"""Reads ip-ranges.json: AWS's published prefixes with their services and regions."""

from __future__ import annotations

import ipaddress
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from nat_attrib.enrich.intervals import Block, cidr_block
from nat_attrib.errors import NatAttribError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AWS_URL = "https://ip-ranges.amazonaws.com/ip-ranges.json"
"""Where AWS publishes the file. {aws-ip-syntax.html in the VPC user guide}"""
WHOLE_FILE = 5_000
"""The fewest IPv4 prefixes that AWS's whole file can have; there were 10,668 on 2026-08-22."""

_PARTS = (("prefixes", "ip_prefix", 4), ("ipv6_prefixes", "ipv6_prefix", 6))


@dataclass(frozen=True, slots=True)
class IpRanges:
    """One version of ip-ranges.json."""

    as_of: datetime
    """`createDate`, UTC, without a zone."""
    prefixes: pl.DataFrame
    """Columns `prefix`, `service`, `region`, all String; one row per entry of the file."""

    def blocks(self) -> list[Block]:
        """Return the entries with their first and last address as numbers."""
        entries = self.prefixes.select("prefix", "service", "region").iter_rows()
        return [block for entry in entries if (block := cidr_block(*entry))]


def read_file(path: Path, *, at_least: int = 1) -> IpRanges:
    """Read a saved ip-ranges.json.

    Raises:
        UsageError: the file cannot be read.
        NatAttribError: it is not an ip-ranges.json with `at_least` IPv4 prefixes.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}); save {AWS_URL} there.") from error
    return parse(text, str(path), at_least=at_least)


def download(url: str = AWS_URL, *, timeout_seconds: float = 30.0) -> IpRanges:
    """Fetch the file AWS publishes.

    Raises:
        NatAttribError: there was no answer, or not AWS's whole file.
    """
    if not url.startswith(("https://", "http://")):
        raise NatAttribError(f"{url} is not a web address; give {AWS_URL} or a file.")
    try:
        with urllib.request.urlopen(url, timeout=timeout_seconds) as answer:  # noqa: S310 - checked above
            text = answer.read()
    except (urllib.error.URLError, OSError) as error:
        raise NatAttribError(f"{url} did not answer ({error}); save it elsewhere and give the file.") from error
    return parse(text, url, at_least=WHOLE_FILE)


def parse(text: bytes, name: str, *, at_least: int = 1) -> IpRanges:
    """Parse and verify the file's text; `name` is what to call it in errors.

    Raises:
        NatAttribError: it is not JSON of that shape, a prefix is not a CIDR block, or there are too few.
    """
    again = f"download {AWS_URL} again"
    try:
        document = json.loads(text)
        as_of = datetime.strptime(document["createDate"], "%Y-%m-%d-%H-%M-%S")  # noqa: DTZ007 - UTC by definition
        rows = list(_rows(document))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NatAttribError(f"{name} is not a usable ip-ranges.json ({_what(error)}); {again}.") from error
    found = sum(1 for prefix, _, _ in rows if "." in prefix)
    if found < at_least:
        raise NatAttribError(f"{name} holds {found} IPv4 prefixes, expected {at_least} or more; {again}.")
    frame = pl.DataFrame(rows, schema={"prefix": pl.String, "service": pl.String, "region": pl.String}, orient="row")
    return IpRanges(as_of, frame)


def _rows(document: dict[str, list[dict[str, str]]]) -> Iterator[tuple[str, str, str]]:
    for part, key, version in _PARTS:
        for entry in document[part]:
            prefix, service, region = entry[key], entry["service"], entry["region"]
            if ipaddress.ip_network(prefix).version != version:
                raise ValueError(f"{prefix} is among the {part}")
            if not service or not region:
                raise ValueError(f"{prefix} has no service or region")
            yield prefix, service, region


def _what(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error).partition("\n")[0]
