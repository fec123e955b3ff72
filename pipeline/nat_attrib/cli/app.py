"""The program, what all commands share, and the one place where errors become a sentence and an exit code."""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from nat_attrib import __version__, progress
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


def main() -> None:
    """Run the command line; an error is one sentence on stderr."""
    try:
        app()
    except NatAttribError as error:
        print(f"nat-attrib: error: {progress.printable(str(error))}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader (head, less) has seen enough.
        sys.stderr.close()
        sys.exit(ExitCode.DONE)


@app.callback()
def shared(
    context: typer.Context,
    db: Annotated[
        Path, typer.Option(envvar="NAT_ATTRIB_DB", help="The DuckDB file that holds everything.")
    ] = Path("nat_attrib.duckdb"),
    config: Annotated[
        Path | None,
        typer.Option(
            envvar="NAT_ATTRIB_CONFIG", help="TOML file with defaults: a table per command, option names as keys."
        ),
    ] = None,
    log_format: Annotated[
        str | None,
        typer.Option(envvar="NAT_ATTRIB_LOG_FORMAT", help="plain or json lines on stderr instead of progress bars."),
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.", is_eager=True)] = False,
) -> None:
    """Reads AWS VPC Flow Logs; never changes anything in AWS."""
    if version:
        typer.echo(__version__)
        raise typer.Exit
    settings = _settings(config)
    if isinstance(settings.get("db"), str) and str(db) == "nat_attrib.duckdb":
        db = Path(settings["db"])
    context.default_map = {name: table for name, table in settings.items() if isinstance(table, dict)}
    context.obj = Shared(db, progress.choose(log_format))


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
