"""Puts the page together: one file with its style and script in it, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from nat_attrib import __version__
from nat_attrib.report import summary
from nat_attrib.report.html import sections
from nat_attrib.report.html.services import Palette
from nat_attrib.report.html.text import escape

if TYPE_CHECKING:
    from nat_attrib.report.model import Report


def render(report: Report) -> str:
    """Return the page.

    The report must have been collected for a page (`collect(..., for_page=True)`), with every ranking.
    """
    palette = Palette.of(report.extras["paths"])
    parts = (
        ("flow", "Where the bytes go", sections.flow(report, palette)),
        ("time", "Over time", sections.over_time(report, palette)),
        ("change", "What to change", sections.advice(report)),
        ("findings", "Findings", sections.findings(report)),
        ("changed", "What changed", sections.changed(report)),
        ("rankings", "Who, to what, for how much", sections.rankings(report)),
        ("coverage-of", "How sure", sections.trust(report)),
        ("method", "Method and data", sections.method(report)),
    )
    shown = [part for part in parts if part[2]]
    style, script = _file("style.css"), _file("script.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )
    links = "".join(f'<a href="#{name}">{escape(title)}</a>' for name, title, _ in shown)
    body = "".join(
        f'<section id="{name}" aria-labelledby="{name}-h"><h2 id="{name}-h">{escape(title)}</h2>{content}</section>'
        for name, title, content in shown
    )
    title = summary.heading(report)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f'<meta name="referrer" content="no-referrer"><link rel="icon" href="data:,"><title>{escape(title)}</title>'
        f"<style>{style}</style></head><body>"
        f'<header><p class="brand">nat-attrib</p><h1>{escape(title)}</h1></header>'
        f'<nav aria-label="Sections">{links}</nav><main>'
        f'<section id="summary" aria-label="Summary">{sections.headline(report)}</section>'
        f"{body}</main><footer>Made by nat-attrib {escape(__version__)} from VPC flow logs. "
        "GiB are 2<sup>30</sup> bytes, as billed. Times are UTC.</footer>"
        f"<script>{script}</script></body></html>\n"
    )


@cache
def _file(name: str) -> str:
    return (files("nat_attrib.report.html") / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
