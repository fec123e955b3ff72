"""What goes wrong, as sentences with a next step, and the exit codes that scripts read."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What `nat-attrib` returns to the shell."""

    DONE = 0
    """Everything asked for was done."""
    FAILED = 1
    """Nothing was published; the message says why and what to do next."""
    USAGE = 2
    """The command line was wrong."""
    PARTIAL = 3
    """Done, but some objects or accounts could not be read; the report and the ledger name them."""
    FAIL_ON = 4
    """The threshold given with `--fail-on` was met."""
    LOCKED = 5
    """Another run holds the file."""


class NatAttribError(Exception):
    """One sentence that names the thing and the next step; the command line prints it and ends with `exit_code`."""

    exit_code = ExitCode.FAILED


class UsageError(NatAttribError):
    """A flag, a time or a path that cannot be used as given."""

    exit_code = ExitCode.USAGE


class LockedError(NatAttribError):
    """Another run is working on the same file."""

    exit_code = ExitCode.LOCKED


class AccessError(NatAttribError):
    """AWS or the file system refused; the sentence names the permission that is missing."""


class BadObjectError(NatAttribError):
    """One input object cannot be read; the rest goes on. `status` is the ledger's word for it."""

    def __init__(self, reason: str, *, status: str = "failed") -> None:
        super().__init__(reason)
        self.status = status
