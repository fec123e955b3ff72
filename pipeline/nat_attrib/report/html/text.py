"""Text into HTML: everything that comes from logs, tags and DNS is hostile until it went through here."""

from __future__ import annotations

import html

from nat_attrib.report.cells import printable


def escape(value: object) -> str:
    """Return the value as text that is nothing but text, in an element or in a quoted attribute."""
    return html.escape(printable(str(value)), quote=True)


def shorten(text: str, length: int) -> str:
    """Return at most `length` characters; the middle goes, since names differ at both ends."""
    if len(text) <= length:
        return text
    tail = (length - 1) // 2
    return f"{text[: length - 1 - tail]}…{text[-tail:]}"
