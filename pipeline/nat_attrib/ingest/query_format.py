"""What a fetched query-log object is: JSON lines as Resolver writes them, or Security Lake's OCSF twin in Parquet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from nat_attrib.errors import BadObjectError
from nat_attrib.ingest.peek import check_gzip, first_line

if TYPE_CHECKING:
    from pathlib import Path

QueryFormat = Literal["lines", "gzip lines", "ocsf"]
"""How an object is written; objects of one format are read by one query."""

_NOT_QUERIES = "It is not a Route 53 Resolver query log: "
_OCSF = {"src_endpoint", "query", "answers", "rcode", "time"}
"""The columns of OCSF's DNS Activity (class 4003) that naming needs."""


def inspect_queries(path: Path) -> QueryFormat:
    """Return how a file is written.

    Raises:
        BadObjectError: it is empty or damaged (`failed`), or no query log (`refused`).
    """
    with path.open("rb") as file:
        if file.read(4) == b"PAR1":
            return _of_parquet(path)
    line, compression = first_line(path)
    text = line.lstrip(b"\xef\xbb\xbf \t")
    if not text.startswith(b"{"):
        raise BadObjectError(f"{_NOT_QUERIES}its first line is no JSON object.", status="refused")
    if text.rstrip() == b"{":
        reason = "Its JSON is spread over lines; Resolver writes one object a line (jq -c puts it so)."
        raise BadObjectError(reason, status="refused")
    try:
        first = json.loads(text)
    except ValueError:
        # A bad line counts as one, also where it is the first.
        first = {"query_name": None}
    if "query_name" not in first:
        raise BadObjectError(f"{_NOT_QUERIES}its first line has no query_name.", status="refused")
    if compression == "none":
        return "lines"
    check_gzip(path)
    return "gzip lines"


def _of_parquet(path: Path) -> QueryFormat:
    # Loading it takes a tenth of a second, and most commands read no Parquet of AWS's.
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        names = set(pq.read_schema(path).names)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadObjectError(f"It is damaged or cut short: its Parquet footer cannot be read ({error}).") from error
    if missing := sorted(_OCSF - names):
        reason = f"{_NOT_QUERIES}it lacks the columns {', '.join(missing)} of OCSF's DNS Activity."
        raise BadObjectError(reason, status="refused")
    return "ocsf"
