"""Whatever a file holds, reading it ends in rows or in a reason, and its neighbour in the batch is read."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nat_attrib.ingest import peek
from nat_attrib.ingest.context import Context, GatewayInterface
from nat_attrib.ingest.fetch import FetchedObject
from nat_attrib.ingest.objects import Source, in_folder
from nat_attrib.ingest.reduce import Outcome, reduce
from tests.world import FlowLog, World, fields_up_to, small_world, write_logs

if TYPE_CHECKING:
    from pathlib import Path

    from nat_attrib.duck import Duck

FORMS = ("parquet", "ocsf-1.0.0-rc.2", "ocsf-1.1.0", "text-gz", "text")
BOUNDED = settings(
    max_examples=2, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def world() -> World:
    return small_world(seed=1, hours=1, talks=10)


@pytest.fixture(scope="module")
def samples(world: World, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One file of each form."""
    folder = tmp_path_factory.mktemp("samples")
    return {
        form: write_logs(
            world.records, folder / form, FlowLog(fields=fields_up_to(8), file_format=form, slot_seconds=86400)
        )[0]
        for form in FORMS
    }


@pytest.fixture(scope="module")
def context(world: World) -> Context:
    return Context(
        tuple(
            GatewayInterface(
                str(one.interface_id), one.nat_gateway_id, tuple(address.private_ip for address in one.addresses)
            )
            for one in world.topology.nat_gateways
        )
    )


def outcomes(duck: Duck, context: Context, good: Path, others: list[Path]) -> list[Outcome]:
    """Return what became of files that are read in one batch with a good one, which must be read whole."""
    source = Source.parse(str(good.parent))
    found = [FetchedObject(in_folder(source, one.name, one.stat().st_size, one), one) for one in (good, *others)]
    told = {one.fetched.found.key: one for one in reduce(duck, found, context)}
    assert told[good.name].status == "ok"
    assert duck.row("select count(*) from reduced_flow_hour")[0] > 0
    bad = [told[path.name] for path in others]
    assert all(one.status in ("ok", "partial", "failed", "refused") for one in bad)
    assert all(one.status == "ok" or one.reason for one in bad)
    return bad


def outcome(duck: Duck, context: Context, good: Path, content: bytes | None = None) -> Outcome:
    """Return what became of the one file beside a good one."""
    path = good.parent / "other"
    if content is not None:
        path.write_bytes(content)
    return outcomes(duck, context, good, [path])[0]


@pytest.mark.parametrize("form", FORMS)
@BOUNDED
@given(data=st.data())
def test_any_damage_ends_in_rows_or_in_a_reason(
    empty_store: Duck, context: Context, samples: dict[str, Path], form: str, data: st.DataObject
) -> None:
    others = []
    for number in range(4):
        content = bytearray(samples[form].read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.integers(0, len(content) - 1))
            cut = data.draw(st.integers(0, 20))
            content[at : at + cut] = data.draw(st.binary(max_size=20))
        others.append(samples[form].with_name(f"other{number}"))
        others[-1].write_bytes(content)
    outcomes(empty_store, context, samples[form], others)


LEAVES: list[Any] = [
    pa.string(), pa.int8(), pa.int32(), pa.int64(), pa.uint64(), pa.float32(), pa.float64(), pa.bool_(), pa.date32(),
    pa.timestamp("us"), pa.timestamp("ms", "UTC"), pa.decimal128(38, 10), pa.binary(), pa.time64("us"), pa.null(),
]  # fmt: skip
TYPES = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        inner.map(pa.list_),
        inner.map(lambda kind: pa.map_(pa.string(), kind)),
        st.dictionaries(
            st.sampled_from(["ip", "port", "uid", "bytes", "interface_uid", "key", "intermediate_ips", "a.b", ""]),
            inner,
            min_size=1,
            max_size=3,
        ).map(lambda members: pa.struct(list(members.items()))),
    ),
    max_leaves=6,
)
OCSF = ["src_endpoint", "dst_endpoint", "traffic", "cloud", "connection_info", "time", "start_time", "end_time"]
OTHERS = [
    "status_code",
    "disposition_id",
    "unmapped",
    "metadata",
    "srcaddr",
    "dstaddr",
    "bytes",
    "start",
    "interface_id",
]
NAMES = st.sampled_from([*OCSF, *OTHERS])


@BOUNDED
@given(
    changes=st.lists(st.dictionaries(NAMES, TYPES, min_size=1, max_size=4), min_size=4, max_size=4),
    form=st.sampled_from(FORMS[:3]),
)
def test_any_schema_ends_in_rows_or_in_a_reason(
    empty_store: Duck,
    context: Context,
    samples: dict[str, Path],
    changes: list[dict[str, Any]],
    form: str,
) -> None:
    table = pq.read_table(samples[form])
    others = []
    for number, changed in enumerate(changes):
        columns = {name: table.column(name) for name in table.column_names}
        columns |= {name: pa.nulls(table.num_rows, kind) for name, kind in changed.items()}
        others.append(samples[form].with_name(f"other{number}"))
        pq.write_table(pa.table(columns), others[-1])
    outcomes(empty_store, context, samples[form], others)


def test_a_bomb_is_refused_before_it_is_read(
    empty_store: Duck, context: Context, samples: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = samples["text"].read_bytes()
    bomb = gzip.compress(text + b"0 " * 20_000_000, compresslevel=1)
    monkeypatch.setattr(peek, "MOST_UNPACKED", 10 * 2**20)
    told = outcome(empty_store, context, samples["text-gz"], bomb)
    assert (told.status, told.reason) == (
        "refused",
        "It unpacks to more than 0.00976562 GiB, which no flow log does; split it if it is yours.",
    )


def test_a_line_without_end_is_one_bad_line(empty_store: Duck, context: Context, samples: dict[str, Path]) -> None:
    lines = samples["text"].read_bytes().split(b"\n")
    lines.insert(5, b"9" * 3_000_000)
    told = outcome(empty_store, context, samples["text"], b"\n".join(lines))
    assert (told.status, told.rows_rejected) == ("partial", 1)


def test_deep_nesting_is_refused_by_name(empty_store: Duck, context: Context, samples: dict[str, Path]) -> None:
    deep: Any = pa.array([1])
    for _ in range(2000):
        deep = pa.StructArray.from_arrays([deep], ["f"])
    pq.write_table(pa.table({"unmapped": deep}), samples["parquet"].parent / "other")
    told = outcome(empty_store, context, samples["parquet"])
    assert told.status == "failed"
    assert "nested" in str(told.reason)
