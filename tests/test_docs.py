"""The pages speak of what exists: links, commands, options, variables, settings, and names of the file."""

from __future__ import annotations

import re
import shlex
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
import typer

from nat_attrib import accounts
from nat_attrib.advice import choices
from nat_attrib.cli.commands import app
from tests.conftest import ROOT
from tests.tools.pages import commands, fences
from tests.tools.report_columns import MEANING

if TYPE_CHECKING:
    from pathlib import Path

    from nat_attrib.duck import Duck

PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "sample_logs" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
STORIES = [
    ROOT / "README.md",
    *(ROOT / "docs" / f"{name}.md" for name in ("life-of-a-flow-record", "numbers", "limits", "running-it", "scale")),
]
"""The pages that tell how it works and how to use it."""
GROUP: Any = typer.main.get_command(app)
"""The command line as click knows it."""
each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)


def prose(page: str) -> str:
    """Return the page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)


def anchors(page: str) -> set[str]:
    """Return what headings can be linked to by, as GitHub makes it."""
    titles = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def uses(page: str) -> list[list[str]]:
    """Return the words after `nat-attrib` of every command that a page shows, in fences and between backticks."""
    shown = [command for fence in fences(page) if fence.language == "console" for command in commands(fence.text)]
    shown += [
        line
        for fence in fences(page)
        if fence.language in {"sh", "cron"}
        for line in fence.text.splitlines()
        if not line.startswith("#")
    ]
    shown += re.findall(r"`(nat-attrib [^`]+)`", prose(page))
    found = [re.search(r"(?:^|\s)nat-attrib( [^>#|…]*)", line) for line in shown]
    return [shlex.split(match[1].removesuffix("2")) for match in found if match]


def parameters(context: typer.Context, command: Any) -> set[str]:
    """Return every way to spell an option of a command."""
    return {word for each in command.get_params(context) for word in (*each.opts, *each.secondary_opts)}


@each_page
def test_links_lead_somewhere(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", prose(page)):
        if not target.startswith("https://"):
            name, _, anchor = target.partition("#")
            linked = path if not name else path.parent / name
            assert linked.exists(), target
            assert not anchor or anchor in anchors(linked.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.name)
def test_commands_and_options_exist(path: Path) -> None:
    for words in uses(path.read_text(encoding="utf-8")):
        context = GROUP.make_context("nat-attrib", list(words), resilient_parsing=True)
        name = next((word for word in words if word in GROUP.commands), None)
        assert name is not None or "--help" in words, words
        command = GROUP.commands[name] if name else GROUP
        known = parameters(context, GROUP) | parameters(context, command)
        for part in getattr(command, "commands", {}).values():
            known |= parameters(context, part)
        assert [word for word in words if word.startswith("-") and word not in known] == [], words


def test_every_command_and_option_says_what_it_does() -> None:
    context = typer.Context(GROUP)
    parts = [part for command in GROUP.commands.values() for part in getattr(command, "commands", {}).items()]
    for name, command in (*GROUP.commands.items(), *parts):
        first, *_ = command.help.split("\n\n")
        assert first.endswith("."), name
        assert [each.name for each in command.get_params(context) if not getattr(each, "help", "")] == [], name


@each_page
def test_environment_variables_are_read(path: Path) -> None:
    read = {"NAT_ATTRIB_DB", "NAT_ATTRIB_CONFIG", "NAT_ATTRIB_LOG_FORMAT"}
    for name, command in GROUP.commands.items():
        read |= {each.envvar or f"NAT_ATTRIB_{name}_{each.name}".upper() for each in command.params}
    assert set(re.findall(r"\bNAT_ATTRIB_[A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8"))) <= read


@each_page
def test_settings_files_are_read(path: Path) -> None:
    for text in [fence.text for fence in fences(path.read_text(encoding="utf-8")) if fence.language == "toml"]:
        settings = tomllib.loads(text)
        accounts.read(settings)
        choices.read(settings)
        assert {key for key, value in settings.items() if not isinstance(value, dict)} <= {"db", *accounts.KEYS}
        for name, table in settings.items():
            if isinstance(table, dict) and name not in choices.TABLES:
                assert set(table) <= {each.name for each in GROUP.commands[name].params}, name


def test_names_of_the_file_exist(empty_store: Duck) -> None:
    """A name in backticks that looks like one of the file's is a table, view, column, macro, or one of their words."""
    known = set(MEANING)
    for source in (
        "column_name from duckdb_columns()",
        "table_name from duckdb_tables()",
        "view_name from duckdb_views()",
    ):
        known |= {name for (name,) in empty_store.rows("select " + source)}
    known |= {name for (name,) in empty_store.rows("select function_name from duckdb_functions() where not internal")}
    words = "\n".join(each.read_text(encoding="utf-8") for each in (ROOT / "sql").rglob("*.sql"))
    for path in STORIES:
        named = re.findall(r"`([a-z0-9]+(?:_[a-z0-9]+)+)(?:\([^`]*\))?`", prose(path.read_text(encoding="utf-8")))
        unknown = [name for name in named if name not in known and not re.search(rf"\b{name}\b", words)]
        assert [name for name in unknown if not (ROOT / name).exists()] == [], path.name
