"""The program, what all commands share, and the one place where errors become a sentence and an exit code."""

from __future__ import annotations

import importlib
import io
import os
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from nat_attrib import __version__, accounts, progress
from nat_attrib.advice import choices
from nat_attrib.errors import ExitCode, NatAttribError, UsageError

app = typer.Typer(
    name="nat-attrib",
    help="Whose bytes your NAT gateways bill, to which AWS service they go, and which VPC endpoint would end it.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "NAT_ATTRIB"},
)


@dataclass(frozen=True, slots=True)
class Shared:
    """What every command gets."""

    db: Path
    """The DuckDB file."""
    progress: progress.Progress
    """Speaks on stderr."""
    choices: dict[str, str] | None = None
    """Own rates, discounts and acknowledgements of the config file as settings; None where there is no config file."""
    accounts: accounts.Accounts = field(default_factory=accounts.Accounts)
    """The accounts, regions and log places of the config file."""


CommandLineError: Any = typer.BadParameter.__mro__[2]
"""What typer raises for every command line that it cannot use; it has no public name."""


def main() -> None:
    """Run the command line; an error is one sentence on stderr."""
    _choose_encoding()
    _register(sys.argv[1:])
    try:
        code = app(prog_name="nat-attrib", standalone_mode=False)
    except CommandLineError as error:
        code = _refuse(error)
    except NatAttribError as error:
        code = _fail(str(error), error.exit_code)
    except BrokenPipeError:
        # The reader (head, less) has seen enough.
        code = ExitCode.DONE
    except OSError as error:
        about = f"{error.filename}: " if error.filename else ""
        code = _fail(f"{about}{error.strerror}; see that it exists, may be used, and has room.", ExitCode.FAILED)
    sys.exit(code or ExitCode.DONE)


QUICK = {
    "report": "show",
    "recommend": "show",
    "audit": "advice",
    "explain": "explain",
    "plan": "change",
    "compare": "change",
    "export": "export",
}
"""Commands that only read the file, and the modules that hold them."""


def _register(words: list[str]) -> None:
    """Import the modules of the commands; for one that only reads no more than its own, which saves half a second.

    A config file can name every command, so it needs them all, as the help does.
    """
    is_said = "NAT_ATTRIB_CONFIG" in os.environ or any(word.partition("=")[0] == "--config" for word in words)
    is_configured = is_said or Path("nat-attrib.toml").exists()
    module = "commands" if is_configured else QUICK.get(_command(words) or "", "commands")
    importlib.import_module(f"nat_attrib.cli.{module}")


def _command(words: list[str]) -> str | None:
    """Return the first word that is neither an option of the program nor the value of one."""
    rest = iter(words)
    for word in rest:
        if word in ("--db", "--log-format"):
            next(rest, None)
        elif not word.startswith("-"):
            return word
    return None


def say(text: str) -> None:
    """Write the answer to stdout.

    A reader that has seen enough ends the command well: what is left goes nowhere, also at exit.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(ExitCode.DONE) from None


def _choose_encoding() -> None:
    """Write files and pipes as UTF-8 whatever the locale; a terminal gets what it can show."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="replace")


def _refuse(error: Any) -> int:  # noqa: ANN401 - typer's, see CommandLineError
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()
    else:
        asked = error.ctx.command_path if getattr(error, "ctx", None) else "nat-attrib"
        said = error.format_message().rstrip(".").replace(": Value error, ", ": ")
        _fail(f"{said}{' See' if said.endswith('?') else '; see'} {asked} --help.", ExitCode.USAGE)
    return int(error.exit_code)


def _fail(sentence: str, code: ExitCode) -> int:
    print(f"nat-attrib: error: {progress.printable(sentence)}", file=sys.stderr)
    return code


def _print_version(is_asked: bool) -> None:  # noqa: FBT001 - typer's call
    if is_asked:
        say(f"{__version__}\n")
        raise typer.Exit


@app.callback()
def shared(
    context: typer.Context,
    db: Annotated[
        Path,
        typer.Option(envvar="NAT_ATTRIB_DB", help="The DuckDB file that holds everything; the first run makes it."),
    ] = Path("nat_attrib.duckdb"),
    config: Annotated[
        Path | None,
        typer.Option(
            envvar="NAT_ATTRIB_CONFIG",
            help="TOML file with defaults: a table per command, option names as keys. Default: nat-attrib.toml.",
        ),
    ] = None,
    log_format: Annotated[
        str | None,
        typer.Option(
            envvar="NAT_ATTRIB_LOG_FORMAT",
            help="plain or json: how stderr tells of progress. Default: bars on a terminal.",
        ),
    ] = None,
    version: Annotated[  # noqa: ARG001 - its callback does it, as no command is needed
        bool,
        typer.Option(
            "--version",
            help="Print the version and end.",
            is_eager=True,
            callback=_print_version,
            # A NAT_ATTRIB_VERSION that says which release to install would else be taken for the flag.
            allow_from_autoenv=False,
        ),
    ] = False,
) -> None:
    """Reads AWS VPC Flow Logs; never changes anything in AWS."""
    said = _settings(config)
    settings = {name: value for name, value in said.items() if name not in (*choices.TABLES, *accounts.KEYS)}
    tables = {name: row for name, row in settings.items() if isinstance(row, dict)}
    context.default_map = _defaults(context.command, tables)
    for name, value in settings.items():
        if name not in context.default_map and name not in _TOP:
            raise UsageError(
                f"The config file has {name!r}, which is no command and none of {', '.join((*_TOP, *accounts.KEYS))}."
            )
        if name in _TOP and not isinstance(value, str):
            raise UsageError(f"The config file has {name} = {value!r}; write a text.")
    db = Path(settings["db"]) if "db" in settings and _is_left_open(context, "db") else db
    log_format = settings.get("log_format") if _is_left_open(context, "log_format") else log_format
    context.obj = Shared(db, progress.choose(log_format), choices.read(said) if said else None, accounts.read(said))


_TOP = ("db", "log_format")
"""Keys of the config file that belong to no command."""


def _is_left_open(context: typer.Context, name: str) -> bool:
    """Tell whether neither a flag nor the environment says it."""
    source = context.get_parameter_source(name)
    return source is None or source.name == "DEFAULT"


def _defaults(group: Any, tables: dict[str, dict[str, Any]], above: str = "") -> dict[str, Any]:  # noqa: ANN401
    """Return the tables of the config file by the names that the commands' functions use.

    Args:
        group: typer's group of commands.
        tables: by the names of its commands; a group among them has a table for each command of its own.
        above: the group's own name and a dot; empty for the program.

    Raises:
        UsageError: a command or an option does not exist.
    """
    commands: dict[str, Any] = group.commands
    found: dict[str, Any] = {}
    for name, table in tables.items():
        command = f"{above}{name}"
        words = command.replace(".", " ")
        if name not in commands:
            raise UsageError(f"The config file has a table [{command}], which is no command; see nat-attrib --help.")
        if hasattr(commands[name], "commands"):
            if stray := [key for key, value in table.items() if not isinstance(value, dict)]:
                first = next(iter(commands[name].commands))
                raise UsageError(
                    f"The config file has {stray[0]!r} in [{command}], which has commands; write [{command}.{first}]."
                )
            found[name] = _defaults(commands[name], table, f"{command}.")
            continue
        known = {
            spelled.lstrip("-").replace("-", "_"): param.name
            for param in commands[name].params
            for spelled in (*param.opts, str(param.name))
        }
        for key in table:
            if key.replace("-", "_") not in known:
                raise UsageError(f"The config file has {key!r} in [{command}]; see nat-attrib {words} --help.")
        found[name] = {known[key.replace("-", "_")]: value for key, value in table.items()}
    return found


def _settings(config: Path | None) -> dict[str, Any]:
    path = config or Path("nat-attrib.toml")
    if config is None and not path.is_file():
        return {}
    try:
        return {name.replace("-", "_"): value for name, value in tomllib.loads(path.read_text("utf-8")).items()}
    except OSError as error:
        raise UsageError(f"The config file {path} cannot be read ({error.strerror}); check --config.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"The config file {path} is not valid TOML: {error}.") from error
