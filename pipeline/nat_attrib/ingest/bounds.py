"""What a Parquet footer proves of the values in the file, so that nobody has to look at each of them."""

from __future__ import annotations

from typing import Any

from nat_attrib.ingest import fields

_BOUNDS = {field.name: (field.least, field.most) if field.is_number else None for field in fields.READ}


def proven(metadata: Any) -> frozenset[str]:  # noqa: ANN401 - pyarrow has no types
    """Return the fields whose values need no check, by the statistics: no number out of bounds, and no empty text.

    The bounds are `Field.least` and `Field.most`. Only fields that are read, and spelled as AWS spells them, are looked
    at; `metadata` is the footer, as pyarrow reads it.
    """
    schema = metadata.schema
    places = [(n, name) for n, name in enumerate(schema.names) if name in _BOUNDS]
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    return frozenset(
        name
        for number, name in places
        if all(_is_sane(group.column(number), _BOUNDS[name]) for group in groups)
        # A member of a struct may have the same name.
        and schema.column(number).path == name
    )


def _is_sane(chunk: Any, bounds: tuple[int, int] | None) -> bool:  # noqa: ANN401
    told = chunk.statistics
    if told is None:
        return False
    if not told.has_min_max:
        return bool(told.has_null_count and told.null_count == chunk.num_values)
    if bounds is None:
        return bool(told.min_raw != b"")
    # Timestamps are whole numbers as well, and their bounds are moments.
    least, most = told.min, told.max
    return isinstance(least, int) and bounds[0] <= least and most <= bounds[1]
