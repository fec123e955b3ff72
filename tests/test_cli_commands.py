"""The command line: exit codes, what goes to stdout and what to stderr, settings and their order, help."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import typer

from nat_attrib import __version__, cli, store
from nat_attrib.cli import show
from nat_attrib.cli.app import QUICK
from nat_attrib.cli.commands import app
from nat_attrib.errors import ExitCode
from tests.conftest import ROOT
from tests.pipeline import run_local, started
from tests.world import FlowLog, fields_up_to, small_world, write_inventory, write_logs

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLE = ROOT / "sample_logs"
WINDOW = ("--since", "2026-11-16", "--until", "2026-11-16T02:00")


class Said(NamedTuple):
    """What a command returned, wrote to stdout and wrote to stderr."""

    code: int
    out: str
    err: str


Command = "Callable[..., Said]"


@pytest.fixture
def nat(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Said]:
    """Do `nat-attrib ARGUMENTS` in this process, in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)

    def done(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["nat-attrib", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return Said(int(end.value.code or 0), *capsys.readouterr())

    return done


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `logs/`, `inventory/`, `ip-ranges.json` and the file `nat.duckdb` of a run over them."""
    folder = tmp_path_factory.mktemp("place")
    world = small_world(seed=9, hours=2, talks=12)
    write_logs(world.records, folder / "logs", FlowLog(fields=fields_up_to(5)))
    write_inventory(world.topology, folder / "inventory")
    ranges = {"ip_prefix": "52.94.0.0/22", "region": "ap-east-1", "service": "AMAZON"}
    content = {"syncToken": "1", "createDate": "2026-08-22-00-00-00", "prefixes": [ranges], "ipv6_prefixes": []}
    (folder / "ip-ranges.json").write_text(json.dumps(content))
    run_local(
        folder / "nat.duckdb",
        folder / "logs",
        inventory=folder / "inventory",
        ip_ranges=str(folder / "ip-ranges.json"),
    )
    return folder


@pytest.fixture
def db(place: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy2(place / "nat.duckdb", tmp_path / "nat.duckdb"))


def commands() -> list[str]:
    return sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def is_sentence(said: Said) -> bool:
    """Tell whether a command wrote nothing but one sentence on stderr."""
    lines = said.err.splitlines()
    return said.out == "" and len(lines) == 1 and lines[0].startswith("nat-attrib: error: ") and lines[0].endswith(".")


# help and version


@pytest.mark.parametrize("command", [None, *commands()])
def test_every_command_has_help(nat: Callable[..., Said], command: str | None) -> None:
    said = nat(*([command] if command else []), "--help")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Usage: nat-attrib ")
    assert nat(*([command] if command else []), "-h") == said


def every_command() -> list[tuple[str, Any]]:
    """Return the commands, and those of groups, by the words that call them."""
    return [
        (f"{name} {part}".strip(), each)
        for name, command in typer.main.get_command(app).commands.items()  # type: ignore[attr-defined]
        for part, each in getattr(command, "commands", {"": command}).items()
    ]


@pytest.mark.parametrize(("words", "command"), every_command(), ids=lambda each: each if isinstance(each, str) else "")
def test_the_help_teaches_by_examples_that_can_be_typed(words: str, command: Any) -> None:
    shown = command.epilog.split("Examples:\n")[1].splitlines()
    assert shown
    for line in shown:
        assert len(line) < 79
        typed = shlex.split(re.sub(r"^.*nat-attrib | [>|<].*$", "", line).replace(" N ", " 0 "))
        assert " ".join(typed).startswith(words), line
        # Every option exists, and takes the value.
        command.make_context(words, typed[len(words.split()) :])


@pytest.mark.parametrize(("words", "command"), every_command(), ids=lambda each: each if isinstance(each, str) else "")
def test_every_option_has_the_variable_of_its_own_name(nat: Callable[..., Said], words: str, command: Any) -> None:
    flags = [max(each.opts, key=len) for each in command.params if each.opts[0].startswith("-") and each.name != "help"]
    shown = re.findall(r"\[env var: (\w+)", " ".join(nat(*words.split(), "--help").out.split()))
    # SHARD alone is no option.
    assert {*shown} - {"AWS_BATCH_JOB_ARRAY_INDEX"} == {
        "_".join(["NAT_ATTRIB", *words.split(), flag.lstrip("-").replace("-", "_")]).upper() for flag in flags
    }


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("nat-attrib re", {"recommend", "reconcile", "refresh", "report"}),
        ("nat-attrib shards ", {"merge", "run", "write"}),
        ("nat-attrib report --cost", {"--cost-basis"}),
        ("nat-attrib doctor --format ", {"json", "markdown", "table"}),
    ],
)
def test_a_shell_completes_commands_options_and_values(
    nat: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, typed: str, offered: set[str]
) -> None:
    monkeypatch.setenv("_NAT_ATTRIB_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split(" ")) - 1))
    said = nat()
    assert (set(said.out.split()), said.err) == (offered, "")


def test_without_a_command_the_help_is_shown(nat: Callable[..., Said]) -> None:
    said = nat()
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Usage: nat-attrib ")


def test_the_version_is_printed(nat: Callable[..., Said], monkeypatch: pytest.MonkeyPatch) -> None:
    # A variable that others set for their own use must not be taken for the flag.
    monkeypatch.setenv("NAT_ATTRIB_VERSION", "0.1.0")
    assert nat("--version") == Said(0, f"{__version__}\n", "")
    assert nat("report", "--help").code == 0


# exit codes


def test_0_and_the_answer_alone_on_stdout(nat: Callable[..., Said], db: Path) -> None:
    said = nat("--db", db, "report", *WINDOW, "--format", "json")
    assert (said.code, said.err) == (ExitCode.DONE, "")
    assert json.loads(said.out)["totals"]["bytes"] > 0


def test_0_for_a_run_which_talks_on_stderr_alone(nat: Callable[..., Said], db: Path, place: Path) -> None:
    said = nat("--db", db, "run", place / "logs", "--inventory", place / "inventory")
    assert (said.code, said.out) == (ExitCode.DONE, "")
    assert "already read" in said.err


def test_json_lines_on_stderr(nat: Callable[..., Said], db: Path, place: Path) -> None:
    said = nat("--db", db, "--log-format", "json", "ingest", place / "logs")
    assert said.code == 0
    lines = [json.loads(line) for line in said.err.splitlines()]
    assert {"list", "ingest", "attribute"} <= {line.get("step") for line in lines}
    assert all("time" in line for line in lines)


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", ".", "--inventory", "here", "--ip-ranges", "junk.json"],
        ["shards", "run", "junk.json", "0", "--output", "x"],
    ],
)
def test_1_where_nothing_can_be_done(nat: Callable[..., Said], db: Path, arguments: list[str]) -> None:
    Path("here/111122223333/us-east-1").mkdir(parents=True)
    Path("junk.json").write_text("{}")
    said = nat("--db", db, *arguments)
    assert said.code == ExitCode.FAILED
    assert said.out == ""
    assert said.err.splitlines()[-1].startswith("nat-attrib: error: ")
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["bogus"], r"No such command 'bogus'; see nat-attrib --help."),
        (["exprot"], "No such command 'exprot'. Did you mean 'export'? See nat-attrib --help."),
        (["report", "--format", "foo"], "Invalid value for '--format': 'foo' is not one of 'table', 'json', "),
        (["--bogus"], "No such option: --bogus; see nat-attrib --help."),
        (["report", "--sinc", "7d"], "see nat-attrib report --help."),
        (["report", "--since"], "Option '--since' requires an argument; see nat-attrib"),
        (["report", "--top", "many"], "Invalid value for '--top'"),
        (["report", "--format", "xml"], "Invalid value for '--format'"),
        (["report", "surplus"], "unexpected extra argument"),
        (["explain"], "see nat-attrib explain --help."),
        (["--log-format", "xml", "report"], "'xml' is not a log format; write json or plain."),
        (["--config", "none.toml", "report"], "The config file none.toml cannot be read"),
        (["--db", "none/nat.duckdb", "ingest", "logs"], "The folder none does not exist; create it"),
        (["--db", "none.duckdb", "report"], "There is no none.duckdb; make it with nat-attrib run"),
        (["report", "--by", "colour"], "--by colour is not a ranking; write one of source,service"),
        (["report", "--by", "tag"], "--by tag is not a ranking"),
        (["report", "--since", "yesterday"], "'yesterday' is not a time"),
        (["report", "--since", "2026-11-17", "--until", "2026-11-16"], "The window is empty"),
        (["ingest", "logs", "--until", "tomorrow"], "'tomorrow' is not a time"),
        (["ingest", "s3:///prefix"], "'s3:///prefix' names no bucket"),
        (["ingest", "http://host/x"], "is no place to read"),
        (["recommend", "--format", "html"], "'html' is not one of 'table', 'json', 'csv', 'markdown'"),
        (["doctor", "--format", "csv"], "'csv' is not one of 'table', 'json', 'markdown'"),
        (["explain", "10.0.0.1", "--format", "csv"], "'csv' is not one of 'table', 'json'"),
        # Refused before the work, whatever else is wrong.
        (["--db", "none.duckdb", "report", "-o", "none/report.txt"], "none/report.txt cannot be written (No such file"),
        (["audit", "-o", "."], ". cannot be written (Is a directory); name another file with -o."),
        (["demo", "--keep", "none/x.duckdb"], "none/x.duckdb cannot be written (No such file or directory); name"),
        (["run", ".", "--metrics", "none/x.prom"], "none/x.prom cannot be written"),
        (["shards", "run", "none.json", "0", "--output", "a.file/x"], "a.file/x cannot be written (Not a directory)"),
        (["refresh", "nowhere"], "nowhere is not a folder"),
    ],
)
def test_2_for_a_command_line_that_cannot_be_used(
    nat: Callable[..., Said], db: Path, arguments: list[str], sentence: str
) -> None:
    given = arguments if "--db" in arguments else ["--db", db, *arguments]
    Path("a.file").touch()
    said = nat(*given)
    assert said.code == ExitCode.USAGE
    assert is_sentence(said), said
    assert sentence in said.err


def test_a_misspelt_place_is_said_before_the_inventory_is_taken(nat: Callable[..., Said], tmp_path: Path) -> None:
    shutil.copy(started(), tmp_path / "nat.duckdb")
    for words in (["nowhere"], [".", "--dns", "nowhere"]):
        said = nat("--db", "nat.duckdb", "run", *words, "--inventory", SAMPLE / "inventory")
        assert (said.code, is_sentence(said)) == (ExitCode.USAGE, True), said
        assert "There is no folder or file 'nowhere'" in said.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["inventory", "--from", "nowhere"], "There is no folder nowhere"),
        (["run", ".", "--inventory", "nowhere"], "There is no folder nowhere"),
        (["run", "nowhere", "--no-cloudwatch"], "There is no folder or file 'nowhere'"),
        (["run", ".", "--ip-ranges", "none"], "none cannot be read"),
        (["run", ".", "--bill", "nowhere"], "There is no nowhere"),
        (["shards", "run", "none.json", "0", "--output", "x"], "There is no manifest none.json"),
    ],
)
def test_2_for_a_place_that_is_not_there(
    nat: Callable[..., Said], db: Path, arguments: list[str], sentence: str
) -> None:
    said = nat("--db", db, *arguments)
    assert said.code == ExitCode.USAGE
    assert sentence in said.err.splitlines()[-1]
    assert said.out == ""


def test_3_where_something_was_not_read(nat: Callable[..., Said], db: Path, place: Path, tmp_path: Path) -> None:
    whole = min((place / "logs").rglob("*.parquet"))
    broken = tmp_path / whole.name
    broken.write_bytes(whole.read_bytes()[:100])
    said = nat("--db", db, "ingest", broken)
    assert said.code == ExitCode.PARTIAL
    assert str(broken) in said.err


def test_5_where_another_run_is_at_work(nat: Callable[..., Said], db: Path, place: Path) -> None:
    with store.writing(db):
        said = nat("--db", db, "ingest", place / "logs")
    assert said.code == ExitCode.LOCKED
    assert is_sentence(said), said
    assert f"is being written by process {os.getpid()} since" in said.err


def test_memory_that_is_no_amount_is_a_sentence(nat: Callable[..., Said], db: Path, place: Path) -> None:
    said = nat("--db", db, "ingest", place / "logs", "--memory-limit", "plenty")
    assert said.code == ExitCode.USAGE
    assert is_sentence(said), said
    assert "--memory-limit plenty is no amount" in said.err


# no data


@pytest.mark.parametrize("command", ["report", "recommend", "audit"])
def test_an_empty_file_says_what_to_do(nat: Callable[..., Said], tmp_path: Path, command: str) -> None:
    shutil.copy(started(), tmp_path / "nat.duckdb")
    said = nat("--db", "nat.duckdb", command)
    assert said.code == ExitCode.FAILED
    assert is_sentence(said), said
    assert "The file holds no flow logs yet; run nat-attrib ingest" in said.err


def test_logs_that_show_no_gateway_say_what_would(nat: Callable[..., Said], tmp_path: Path) -> None:
    # Clients' own records: only the inventory's route tables tell what of them went to a NAT gateway.
    for log in sorted((SAMPLE / "logs").rglob("*_fl-09d3b6f17a2c58e04_20261116T1[01]*")):
        shutil.copy(log, tmp_path)
    run = ("--db", "nat.duckdb", "ingest", ".")
    first = nat(*run)
    assert first.code == ExitCode.DONE
    said = "objects) show no NAT gateway by themselves, and no inventory names one: take it with nat-attrib inventory"
    assert said in first.err
    for command in ("report", "audit"):
        assert said in nat("--db", "nat.duckdb", command).err
    assert nat("--db", "nat.duckdb", "inventory", "--from", SAMPLE / "inventory").code == ExitCode.DONE
    again = "hold nothing of the inventory's NAT gateways (3) nor of their clients: ingest them again"
    assert again in nat("--db", "nat.duckdb", "report").err
    audit = nat("--db", "nat.duckdb", "audit")
    assert (audit.code, again in " ".join(audit.out.split())) == (ExitCode.DONE, True)
    assert "NAT gateway" not in nat(*run).err
    assert nat("--db", "nat.duckdb", "report", "--since", "2026-11-16", "--format", "csv").out.count("\n") > 1


def test_a_file_of_nothing_but_damage_names_it(nat: Callable[..., Said], tmp_path: Path) -> None:
    shutil.copy(started(), tmp_path / "nat.duckdb")
    name = "111122223333_vpcflowlogs_ap-east-1_fl-09d3b6f17a2c58e04_20261117T0000Z_d454d302.log.gz"
    (tmp_path / name).write_bytes(gzip.compress(b"version account-id\n" * 99)[:30])
    assert nat("--db", "nat.duckdb", "ingest", ".").code == ExitCode.PARTIAL
    said = nat("--db", "nat.duckdb", "report")
    assert (said.code, is_sentence(said)) == (ExitCode.FAILED, True)
    assert f"No record of a flow log was found in 1 object, such as {name}: It is" in said.err


def test_a_place_without_objects_is_named(nat: Callable[..., Said], tmp_path: Path) -> None:
    shutil.copy(started(), tmp_path / "nat.duckdb")
    (tmp_path / "logs").mkdir()
    said = nat("--db", "nat.duckdb", "ingest", "logs")
    assert said.code == ExitCode.DONE
    assert "No object of this window was found in logs; check the place, and --since." in said.err


@pytest.mark.parametrize(
    ("command", "since"), [("report", "1h"), ("recommend", "2026-11-18"), ("report", "2030-01-01")]
)
def test_a_window_without_data_names_the_newest(nat: Callable[..., Said], db: Path, command: str, since: str) -> None:
    until = ["--until", "2030-02-01"] if since == "2030-01-01" else []
    said = nat("--db", db, command, "--since", since, *until)
    assert said.code == ExitCode.FAILED
    assert is_sentence(said), said
    assert "the file has data from 2026-11-16 00:00 to 2026-11-16 02:00 UTC: use --since 2026-11-16T00:00" in said.err


# output


def test_what_is_written_to_a_file_is_what_is_printed(nat: Callable[..., Said], db: Path) -> None:
    printed = nat("--db", db, "report", *WINDOW, "--format", "csv")
    written = nat("--db", db, "report", *WINDOW, "--format", "csv", "-o", "report.out")
    assert written == Said(0, "", "Window: 2026-11-16 00:00 to 2026-11-16 02:00 UTC.\n")
    assert Path("report.out").read_text(encoding="utf-8") == printed.out
    assert len(list(csv.reader(io.StringIO(printed.out)))) > 1


def test_recommendations_as_json_are_a_list_in_a_file_too(nat: Callable[..., Said], db: Path) -> None:
    said = nat("--db", db, "recommend", *WINDOW, "--format", "json", "-o", "advice.json")
    assert said == Said(0, "", "Window: 2026-11-16 00:00 to 2026-11-16 02:00 UTC.\n")
    advice = json.loads(Path("advice.json").read_text(encoding="utf-8"))
    assert all({"id", "action", "because"} <= row.keys() for row in advice)


@pytest.mark.parametrize(
    ("no_color", "is_terminal", "is_colored"),
    [(None, False, False), (None, True, True), ("", True, True), ("1", True, False)],
)
def test_color_only_on_a_terminal_that_wants_it(
    monkeypatch: pytest.MonkeyPatch, no_color: str | None, *, is_terminal: bool, is_colored: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color is not None:
        monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setattr(os, "get_terminal_size", lambda *_: os.terminal_size((100, 40)))
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: is_terminal)
    assert show._terminal(None).get("color", False) is is_colored
    assert show._terminal(Path("advice.txt")) == {}


def test_a_terminal_gets_what_it_wants(nat: Callable[..., Said], db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in nat("--db", db, "recommend", *WINDOW).out
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(os, "get_terminal_size", lambda *_: os.terminal_size((100, 40)))
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True)
    assert "\x1b[" in nat("--db", db, "recommend", *WINDOW).out


# settings


def test_flags_come_before_the_environment_and_that_before_the_file(
    nat: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked_for(*arguments: object) -> str:
        """Return the file that a command misses."""
        (found,) = re.findall(r"There is no (\S+)\.duckdb;", nat(*arguments, "report").err)
        return str(found)

    Path("nat-attrib.toml").write_text('db = "toml.duckdb"\n')
    assert looked_for() == "toml"
    monkeypatch.setenv("NAT_ATTRIB_DB", "environment.duckdb")
    assert looked_for() == "environment"
    assert looked_for("--db", "flag.duckdb") == "flag"
    monkeypatch.delenv("NAT_ATTRIB_DB")
    # A flag that says what is the default is a flag all the same.
    assert looked_for("--db", "nat_attrib.duckdb") == "nat_attrib"


def test_options_of_commands_from_the_environment_and_the_file(
    nat: Callable[..., Said], db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("mine.toml").write_text(
        f'db = "{db}"\nlog-format = "json"\n[report]\nsince = 2026-11-16\nuntil = "2026-11-16T02:00"\nformat = "json"\n'
    )
    monkeypatch.setenv("NAT_ATTRIB_CONFIG", "mine.toml")
    assert json.loads(nat("report").out)["window"]["until"].startswith("2026-11-16T02:00")
    monkeypatch.setenv("NAT_ATTRIB_REPORT_UNTIL", "2026-11-16T01:00")
    monkeypatch.setenv("NAT_ATTRIB_REPORT_SINCE", "yesterday")
    said = nat("report", "--since", "2026-11-16", "--format", "markdown")
    assert said.code == 0
    assert "2026-11-16 00:00 to 2026-11-16 01:00" in said.out
    monkeypatch.setenv("NAT_ATTRIB_INVENTORY_FROM", "not-there")
    assert "not-there" in nat("inventory").err


def test_options_go_by_the_names_that_flags_have(nat: Callable[..., Said], db: Path, place: Path) -> None:
    Path("nat-attrib.toml").write_text(
        f'db = "{db}"\n[inventory]\nfrom = "{place / "inventory"}"\n[run]\n"memory-limit" = "2GB"\n'
        f'inventory = "{place / "inventory"}"\n'
        f'ip_ranges = "{place / "ip-ranges.json"}"\nsource = ["{place / "logs"}"]\n'
    )
    assert nat("inventory").code == 0
    assert nat("run").code == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("db = ", "is not valid TOML"),
        ("db = 7", "db = 7; write a text"),
        ('dbb = "x"', "'dbb', which is no command and none of db, log_format"),
        ("[reprot]\ntop = 3", "[reprot], which is no command"),
        ("[report]\nsinse = '7d'", "'sinse' in [report]; see nat-attrib report --help"),
        ("[report]\ntop = 'many'", "Invalid value for '--top'"),
        ("[shards]\nfrom = 'x'", "'from' in [shards], which has commands; write [shards.write]"),
        ("[shards.rnu]\noutput = 'x'", "[shards.rnu], which is no command"),
        ("[shards.run]\nouput = 'x'", "'ouput' in [shards.run]; see nat-attrib shards run --help"),
    ],
)
def test_a_config_file_that_cannot_be_used_is_said(
    nat: Callable[..., Said], db: Path, content: str, sentence: str
) -> None:
    Path("nat-attrib.toml").write_text(content)
    said = nat("--db", db, "report", *WINDOW)
    assert said.code == ExitCode.USAGE
    assert is_sentence(said), said
    assert sentence in said.err


# processes


def process(*arguments: object, **more: Any) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "nat_attrib", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def test_a_reader_that_goes_away_is_no_error(db: Path) -> None:
    with process("--db", db, "recommend", *WINDOW, "--format", "csv") as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b"Window: 2026-11-16 00:00 to 2026-11-16 02:00 UTC.\n"
    assert running.returncode == 0


def test_pipes_get_utf8_whatever_the_locale(db: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    with process("--db", db, "report", *WINDOW, env=environment) as running:
        out, err = running.communicate()
    assert (running.returncode, err) == (0, b"")
    assert "─" in out.decode("utf-8")


def test_commands_that_only_read_load_no_more_than_they_need() -> None:
    """All in one process: what one of them loads shows behind them all."""
    program = (
        "import sys; from nat_attrib.cli import app\n"
        "for name in app.QUICK:\n"
        "    app._register(['--db', 'audit', name])\n"
        "    print(*(command.name or command.callback.__name__ for command in app.app.registered_commands))\n"
        "print(*{'boto3', 'polars', 'pyarrow', 'nat_attrib.ingest'} & sys.modules.keys())"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    *known, loaded = ran.stdout.split("\n")[:-1]
    assert [name for name, names in zip(QUICK, known, strict=True) if name not in names.split()] == []
    assert not loaded
