"""What a Parquet footer proves of the values in the file, so that nobody has to look at each of them."""

from __future__ import annotations

from typing import Any

from nat_attrib.ingest import fields, ocsf

_BOUNDS = {
    path: (field.least, field.most) if field.is_number else None
    for path, field in ({field.name: field for field in fields.READ} | ocsf.FIELDS).items()
}
"""Of each column that is looked at, by its path: the bounds of a number, None for a text."""
_LAST_STEPS = {path.rpartition(".")[2] for path in _BOUNDS}


def proven(metadata: Any) -> frozenset[str]:  # noqa: ANN401 - pyarrow has no types
    """Return the columns whose values need no check, by the statistics: no number out of bounds, and no empty text.

    The bounds are `Field.least` and `Field.most`. Only fields that are read, and spelled as AWS spells them, are looked
    at, and those members of an OCSF event that hold one as it is; `metadata` is the footer, as pyarrow reads it.

    Returns:
        The columns by their path: `srcaddr`, `src_endpoint.ip`.
    """
    schema = metadata.schema
    names = [(n, name) for n, name in enumerate(schema.names) if name in _LAST_STEPS]
    places = [(n, path) for n, path in ((n, schema.column(n).path) for n, _ in names) if path in _BOUNDS]
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    return frozenset(
        path for number, path in places if all(_is_sane(group.column(number), _BOUNDS[path]) for group in groups)
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
