"""Lets only what AWS itself could have written into templates and commands: every id, name and CIDR passes here.

Tags, descriptions and host names come from whoever may name a resource. They reach comments alone, on one line,
without control characters (`comment`).
"""

from __future__ import annotations

import ipaddress
import re
import textwrap
from typing import TYPE_CHECKING

from nat_attrib.errors import NatAttribError

if TYPE_CHECKING:
    from collections.abc import Iterable

_ID = re.compile(r"(?:vpc|subnet|rtb|vpce|nat|tgw)-[0-9a-z]+(?:-[0-9a-z]+)*", re.ASCII)
_SERVICE = re.compile(r"[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*", re.ASCII)
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}", re.ASCII)
_HOST = re.compile(r"(?:\*\.)?[0-9A-Za-z_]+(?:[.-][0-9A-Za-z_]+)*", re.ASCII)


def resource_id(text: object, about: str) -> str:
    """Return the id of a VPC, subnet, route table, endpoint or NAT gateway.

    Raises:
        NatAttribError: it is none, as the inventory or a log has it.
    """
    return _matching(_ID, text, about, "an id of AWS")


def service_name(text: object, about: str) -> str:
    """Return the name of an endpoint service; errors as `resource_id`."""
    return _matching(_SERVICE, text, about, "the name of an endpoint service")


def account_id(text: object, about: str) -> str:
    """Return an account id; errors as `resource_id`."""
    return _matching(_ACCOUNT, text, about, "an account id")


def region(text: object, about: str) -> str:
    """Return a region; errors as `resource_id`."""
    return _matching(_REGION, text, about, "a region")


def cidr(text: object, about: str) -> str:
    """Return an IPv4 CIDR; errors as `resource_id`."""
    try:
        return str(ipaddress.IPv4Network(str(text)))
    except ValueError:
        raise _refused(text, about, "an IPv4 CIDR") from None


def is_host(text: str) -> bool:
    """Tell whether a text is a host name that may stand in a command."""
    return len(text) < 254 and _HOST.fullmatch(text) is not None


def comment(lines: Iterable[str], mark: str = "# ", width: int = 110) -> list[str]:
    """Return comment lines: each text on one logical line, wrapped, without anything that could end the comment.

    A text's own indentation is kept; lines that begin with `$ ` are commands and are not wrapped.
    """
    written = []
    for line in lines:
        plain = "".join(letter if letter.isprintable() else " " for letter in line).rstrip()
        indent = " " * (len(plain) - len(plain.lstrip()))
        if plain.lstrip().startswith("$ "):
            wrapped = [plain]
        else:
            marker = re.match(r"\s*(?:-|\d+\.) ", plain)
            hanging = " " * marker.end() if marker else indent
            wrapped = textwrap.wrap(plain, width, subsequent_indent=hanging, break_on_hyphens=False) or [""]
        written += [f"{mark}{each}".rstrip() for each in wrapped]
    return written


def _matching(pattern: re.Pattern[str], text: object, about: str, what: str) -> str:
    if isinstance(text, str) and len(text) <= 255 and pattern.fullmatch(text):
        return text
    raise _refused(text, about, what)


def _refused(text: object, about: str, what: str) -> NatAttribError:
    return NatAttribError(f"{about} has {text!r} where {what} belongs, so no change is written; plan others by id.")
