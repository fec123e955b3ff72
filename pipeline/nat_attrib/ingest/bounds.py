"""What a Parquet footer proves of the numbers in the file, so that nobody has to look at each of them."""

from __future__ import annotations

from typing import Any

from nat_attrib.ingest import fields


def bounded(metadata: Any) -> frozenset[str]:  # noqa: ANN401 - pyarrow has no types
    """Return the INT64 fields of which no value is beyond what is possible (`Field.most`), by the statistics.

    Only fields that are spelled as AWS spells them are looked at; `metadata` is the footer, as pyarrow reads it.
    """
    schema = metadata.schema
    # A member of a struct may have the same name.
    places = [(n, name) for n, name in enumerate(schema.names) if name in fields.LONG and schema.column(n).path == name]
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    return frozenset(
        name
        for number, name in places
        if all(_is_within(group.column(number), fields.KNOWN[name].most) for group in groups)
    )


def _is_within(chunk: Any, most: int) -> bool:  # noqa: ANN401
    told = chunk.statistics
    if chunk.physical_type != "INT64" or told is None or not told.has_min_max:
        return False
    # Timestamps are INT64 as well, and their bounds are moments.
    return isinstance(told.min, int) and -most <= told.min and told.max <= most
