"""Recognises NAT gateways from the records themselves: those that the inventory does not show."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import polars as pl

from nat_attrib.duck import Duck, Error
from nat_attrib.errors import BadObjectError
from nat_attrib.ingest.inspect import Format, inspect
from nat_attrib.ingest.passes import PACKET_ADDRESSES
from nat_attrib.ingest.records import record_view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.ingest.fetch import FetchedObject


class Recogniser:
    """Looks for gateways among the ENIs that the inventory does not show as something else.

    What the records tell gathers in `gateway_evidence`, whichever run they were read in, so the order of objects and
    of snapshots makes no difference. Needs the inventory as it is for the length of an ingest.
    """

    def __init__(self, duck: Duck) -> None:
        self._duck = duck
        duck.run("stages/ingest/recognised")
        self._known = self._recognised()

    def has_news(self) -> bool:
        """Tell whether what was looked at since the last call has made gateways, or addresses of them, known."""
        before, self._known = self._known, self._recognised()
        return self._known != before

    def settled(self) -> list[str]:
        """Return the ENIs that the inventory shows, as what they are."""
        return [interface for (interface,) in self._duck.rows("from settled_interface order by interface_id")]

    def settle(self, interfaces: Sequence[str]) -> None:
        """Take these ENIs for shown too: the inventory is elsewhere."""
        with self._duck.frame("told", pl.DataFrame({"interface_id": interfaces}, schema={"interface_id": pl.String})):
            self._duck.execute("insert into settled_interface from told")

    def look(self, found: Format) -> None:
        """Add to the evidence what the tables `record` and `interface_seen` tell; `found` says how they are written."""
        if not found.names >= PACKET_ADDRESSES or "interface_id" not in found.names:
            return
        self._duck.run("stages/ingest/unsettled_interface")
        if self._duck.row("select count(*) from unsettled_interface")[0]:
            with self._duck.transaction():
                self._duck.run("stages/ingest/evidence")

    def examine(self, objects: Sequence[FetchedObject]) -> None:
        """Look at the records of objects that are not to be reduced yet.

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
            self._examine(found, paths)

    def _examine(self, found: Format, paths: list[str]) -> None:
        try:
            record_view(self._duck, found, paths)
            self._duck.run("stages/ingest/interface_seen")
            self.look(found)
        except (Error, BadObjectError):
            if len(paths) > 1:
                middle = len(paths) // 2
                self._examine(found, paths[:middle])
                self._examine(found, paths[middle:])

    def _recognised(self) -> set[tuple[str, tuple[str, ...]]]:
        rows = self._duck.rows("select interface_id, addresses from recognised_gateway")
        return {(interface, tuple(addresses)) for interface, addresses in rows}
