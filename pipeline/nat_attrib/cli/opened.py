"""Opens the file for a command, with what the config file says of money and acknowledgements."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from nat_attrib import store
from nat_attrib.advice import choices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.cli.app import Shared
    from nat_attrib.duck import Duck


@contextmanager
def reading(shared: Shared) -> Iterator[Duck]:
    """Open the published file; the config file's own rates and acknowledgements count at once."""
    with store.reading(shared.db) as duck:
        choices.speak(duck, shared.choices)
        yield duck
