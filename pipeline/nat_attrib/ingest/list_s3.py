"""Finds the objects of a window in a bucket, with as few LIST calls as the key layout allows."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from nat_attrib.errors import AccessError
from nat_attrib.ingest.bucket import Bucket, Key
from nat_attrib.ingest.layout import Kind, Place
from nat_attrib.ingest.objects import LOOKBACK, FoundObject, Source, in_bucket, is_wanted, reach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import timedelta

    from nat_attrib.window import Window

T = TypeVar("T")

_SEARCHED_FOLDERS = 1000
"""How many folders outside AWSLogs are opened one by one before the rest is listed without regard to folders."""
_MONTH, _DAY = 2, 3
"""Parts of a date."""
_SHOWN = 3
"""Folders that a note names."""


def list_s3(
    client: Any,  # noqa: ANN401 - boto3 has no types
    source: Source,
    window: Window,
    *,
    lookback: timedelta = LOOKBACK,
    note: Callable[[str], None],
    problem: Callable[[str], None],
    threads: int = 8,
    page_size: int = 1000,
) -> Iterator[FoundObject]:
    """Yield the objects under a source in S3 that may hold records of the window, in a fixed order, as they are listed.

    Below `AWSLogs`, wherever it lies, only account folders, `vpcflowlogs` and the date folders in reach are listed, in
    both key layouts and with or without hour folders; in Security Lake's `aws` only `VPC_FLOW` and the days in reach. A
    source without either is listed whole, but for date folders out of reach. In a source that has one, what lies beside
    it is read only where its name is a flow log's.

    Args:
        client: a boto3 S3 client.
        source: a source in a bucket.
        window: the time of the records.
        lookback: how much earlier an object may be named.
        note: told, in a sentence, what lies beside `AWSLogs` and is left alone.
        problem: told, in a sentence, of each prefix that may not be listed; the rest goes on.
        threads: LIST calls at a time.
        page_size: keys per LIST call.

    Raises:
        AccessError: nothing at all may be listed; the sentence names s3:ListBucket and the bucket.
        NatAttribError: there is no such bucket, it lies in another region, or S3 does not answer.
    """
    assert source.bucket is not None
    bucket = Bucket(client, source.bucket, page_size)
    if source.prefix and not source.prefix.endswith("/"):
        keys: Iterator[Key] = (key for key in bucket.flat(source.prefix) if key.key == source.prefix)
        yield from filter(None, (in_bucket(source, *key) for key in islice(keys, 1)))
        return
    walk = _Walk(bucket, source, reach(window, lookback), threads)
    for key in walk.listed():
        found = in_bucket(source, *key)
        if found and is_wanted(found, walk.reached) and not walk.is_beside(found):
            yield found
    if walk.refusals and not bucket.answers:
        raise walk.refusals[0]
    for error in walk.refusals:
        problem(str(error))
    for text in walk.notes():
        note(text)


class _Folder(NamedTuple):
    prefix: str
    place: Place


@dataclass(slots=True)
class _Walk:
    """One walk through a bucket's folders."""

    bucket: Bucket
    source: Source
    reached: Window
    threads: int
    layout: str = ""
    """AWS's folder that was found: `AWSLogs`, or Security Lake's `aws/VPC_FLOW`; empty without one."""
    beside: int = 0
    """Objects beside `AWSLogs` that were left alone."""
    left: list[_Folder] = field(default_factory=list)
    """Folders beside `AWSLogs` that were left alone."""
    refusals: list[AccessError] = field(default_factory=list)

    def listed(self) -> Iterator[Key]:
        """Yield what is listed, before the names are looked at."""
        start = _Folder(self.source.prefix, Place.of_source(self.source.prefix.split("/")[:-1], self.source.folder))
        self.layout = start.place.layout
        structured: list[_Folder] = []
        loose: list[_Folder] = []
        yield from self._search(start, structured, loose)
        with ThreadPoolExecutor(self.threads, thread_name_prefix="list") as pool:
            for keys in self._ahead(pool, self._leaf, self._leaves(pool, structured)):
                yield from keys
        if self.layout:
            self.left = [folder for folder in loose if folder.place.is_reached(self.reached)]
            return
        for folder in loose:
            yield from self._loose(folder)

    def is_beside(self, found: FoundObject) -> bool:
        """Tell, and count, whether the object lies beside `AWSLogs` and has no flow log's name."""
        folders = str(found.full_key).split("/")[:-1]
        if not self.layout or found.object_time or "AWSLogs" in folders or Place.of(folders, self.source.folder).layout:
            return False
        self.beside += 1
        return True

    def notes(self) -> Iterator[str]:
        """Yield what was left alone, as sentences."""
        if self.beside:
            count = f"{self.beside:,} objects have no flow log's name"
            yield f"Beside {self.layout} in {self.source.text}, {count}; left alone."
        if self.left:
            shown = ", ".join(f"s3://{self.bucket.name}/{folder.prefix}" for folder in self.left[:_SHOWN])
            more = f" and {len(self.left) - _SHOWN:,} more" if len(self.left) > _SHOWN else ""
            yield f"Left alone because {self.layout} lies beside: {shown}{more}; name them as a SOURCE to read them."

    def _search(self, start: _Folder, structured: list[_Folder], loose: list[_Folder]) -> Iterator[Key]:
        """Look for `AWSLogs`, breadth first: yield the objects seen; fill in the folders of AWS's layout and others."""
        queue, opened = deque([start]), 0
        while queue:
            folder = queue.popleft()
            if folder.place.kind in (Kind.ACCOUNT, Kind.SERVICE, Kind.REGION, Kind.LAKE_ACCOUNT):
                structured.append(folder)
            elif folder.place.date or (opened >= _SEARCHED_FOLDERS and folder.place.kind is not Kind.LAKE):
                loose.append(folder)
            else:
                opened += 1
                keys, children = self._open(folder)
                self.layout = self.layout or next((child.place.layout for child in children if child.place.layout), "")
                yield from keys
                queue.extend(children)

    def _leaves(self, pool: ThreadPoolExecutor, folders: Iterable[_Folder]) -> Iterator[_Folder]:
        """Yield the months, days and hours to list under account, service and region folders, and Security Lake's."""
        for regions in self._ahead(pool, self._regions, folders):
            for region in regions:
                yield from self._dates(region)

    def _regions(self, folder: _Folder) -> list[_Folder]:
        """Return the region folders of an account (in Security Lake: its days in reach), with one LIST."""
        if folder.place.kind is Kind.ACCOUNT:
            name = f"aws-service={self.source.folder}" if folder.place.is_hive else self.source.folder
            folder = _Folder(f"{folder.prefix}{name}/", folder.place.child(name))
        if folder.place.kind is Kind.REGION or folder.place.date:
            return [folder]
        return self._open(folder)[1]

    def _dates(self, folder: _Folder) -> Iterator[_Folder]:
        """Yield the months and days that lie whole in reach, and the days at its edges, without asking S3."""
        depth = len(folder.place.date)
        is_whole = depth >= _MONTH and folder.place.is_inside(self.reached)
        if not folder.place.is_reached(self.reached):
            return
        if is_whole or depth >= _DAY or folder.place.is_date_over:
            yield folder
            return
        for name, place in folder.place.dated_children(self.reached):
            yield from self._dates(_Folder(f"{folder.prefix}{name}/", place))

    def _leaf(self, folder: _Folder) -> list[Key]:
        """Return the objects of a month, day or hour."""
        is_edge = len(folder.place.date) == _DAY and not folder.place.is_inside(self.reached)
        try:
            return self._edge(folder) if is_edge else list(self.bucket.flat(folder.prefix))
        except AccessError as error:
            self.refusals.append(error)
            return []

    def _edge(self, folder: _Folder) -> list[Key]:
        """Return the objects of a day at the edge of reach: one LIST, and one more where it has hour folders."""
        keys, children = self._open(folder)
        if not children:
            return keys
        # One listing from the first hour on, stopped behind the last, instead of one for each hour.
        wanted = {child.prefix for child in children}
        for key in self.bucket.flat(folder.prefix, start_after=min(wanted)):
            hour, slash, _ = key.key[len(folder.prefix) :].partition("/")
            if slash and f"{folder.prefix}{hour}/" in wanted:
                keys.append(key)
            elif key.key > max(wanted):
                break
        return keys

    def _loose(self, folder: _Folder) -> Iterator[Key]:
        """Yield the objects of a folder without `AWSLogs`, without its date folders out of reach."""
        if folder.place.date and not folder.place.is_date_over and not folder.place.is_inside(self.reached):
            keys, children = self._open(folder)
            yield from keys
            for child in children:
                yield from self._loose(child)
            return
        try:
            for key in self.bucket.flat(folder.prefix):
                place = Place.of(key.key[len(self.source.prefix) :].split("/")[:-1], self.source.folder)
                if place.kind is not Kind.OTHER and place.is_reached(self.reached):
                    yield key
        except AccessError as error:
            self.refusals.append(error)

    def _open(self, folder: _Folder) -> tuple[list[Key], list[_Folder]]:
        """Return the objects directly in a folder, and its sub-folders that may hold something wanted."""
        try:
            keys, prefixes = self.bucket.open(folder.prefix)
        except AccessError as error:
            self.refusals.append(error)
            return [], []
        places = [(prefix, folder.place.child(prefix[len(folder.prefix) : -1])) for prefix in prefixes]
        children = [
            _Folder(prefix, place)
            for prefix, place in places
            if place.kind is not Kind.OTHER and place.is_reached(self.reached)
        ]
        return keys, children

    def _ahead(
        self, pool: ThreadPoolExecutor, function: Callable[[_Folder], T], folders: Iterable[_Folder]
    ) -> Iterator[T]:
        """Yield `function` of every folder, in order, while the pool works on the next few."""
        rest = iter(folders)
        running = deque(pool.submit(function, folder) for folder in islice(rest, self.threads))
        while running:
            result = running.popleft().result()
            running.extend(pool.submit(function, folder) for folder in islice(rest, 1))
            yield result
