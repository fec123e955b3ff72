"""Recognises NAT gateways from the records themselves, for want of an inventory."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from nat_attrib.duck import Duck, Error
from nat_attrib.errors import BadObjectError
from nat_attrib.ingest.inspect import Format, inspect
from nat_attrib.ingest.records import record_view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.ingest.fetch import FetchedObject


def examine(duck: Duck, objects: Sequence[FetchedObject]) -> None:
    """Add what the objects' records tell of unknown gateways to `gateway_evidence`.

    Objects that cannot be read are passed over: reduce names them.
    """
    groups: dict[Format, list[str]] = defaultdict(list)
    for fetched in objects:
        if fetched.path is not None:
            try:
                found, _ = inspect(fetched.path)
            except BadObjectError:
                continue
            groups[found].append(str(fetched.path))
    for found, paths in groups.items():
        _examine(duck, found, paths)


def _examine(duck: Duck, found: Format, paths: list[str]) -> None:
    record_view(duck, found, paths)
    try:
        with duck.transaction():
            duck.run("stages/ingest/evidence")
    except Error:
        if len(paths) > 1:
            middle = len(paths) // 2
            _examine(duck, found, paths[:middle])
            _examine(duck, found, paths[middle:])
