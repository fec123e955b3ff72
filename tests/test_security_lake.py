"""Security Lake's OCSF files give what the flow log's own files give."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nat_attrib.errors import BadObjectError
from nat_attrib.ingest import fields
from nat_attrib.ingest.inspect import inspect
from nat_attrib.ingest.records import record_view
from tests.conftest import shared
from tests.pipeline import NAMED, broken_checks, opened, run_local, traffic
from tests.world import FlowLog, World, fields_up_to, small_world, write_inventory, write_logs
from tests.world.ocsf import ocsf_bytes
from tests.world.small import START

if TYPE_CHECKING:
    from pathlib import Path

    from nat_attrib.duck import Duck

DAMAGE: dict[str, tuple[str, Any]] = {
    "no bytes": ("traffic", pa.StructArray.from_arrays([pa.array([1])], ["packets"])),
    "bytes in a list": ("traffic", pa.StructArray.from_arrays([pa.array([1]), pa.array([[1]])], ["packets", "bytes"])),
    "no struct at all": ("traffic", pa.array(["1"])),
    "a list of ends": ("src_endpoint", pa.array([[{"ip": "10.0.0.1"}]])),
    "no end time": ("end_time", None),
    "verdict as a date": ("disposition_id", pa.array([date(2026, 11, 16)])),
}
FORMS = ("ocsf-1.0.0-rc.2", "ocsf-1.1.0")
IN_FULL = ", ".join(f'"{field.name}"' if field.is_number else f"nullif(\"{field.name}\", '-')" for field in fields.READ)


def records(duck: Duck, path: Path) -> list[tuple[Any, ...]]:
    found, _ = inspect(path)
    record_view(duck, found, [str(path)])
    return duck.rows(f"select {IN_FULL} from record order by all")


@pytest.mark.parametrize("number", range(4))
def test_awss_published_pairs_are_the_same_records(empty_store: Duck, number: int) -> None:
    folder = shared("samples/aws-security-lake-ocsf/VPC_FLOW")
    raw = next((folder / "inputs").glob(f"vpc_flow-input{number}.*"))
    assert records(empty_store, folder / f"example{number}.gz.parquet") == records(empty_store, raw)


def test_an_empty_text_is_missing_and_a_number_that_fits_no_packet_unknown(empty_store: Duck, tmp_path: Path) -> None:
    odd = {"srcaddr": "", "pkt_srcaddr": "", "instance_id": "", "az_id": "az", "srcport": 65536, "protocol": -1}
    row = {"dstaddr": "10.0.0.2", "pkt_dstaddr": "10.0.0.2", "flow_direction": "egress", "dstport": 443, "bytes": 7}
    log = FlowLog(fields=fields_up_to(5), file_format=FORMS[1])
    path = tmp_path / "x.parquet"
    path.write_bytes(ocsf_bytes([{"start": START, "end": START + 1, "packets": 1, **row, **odd}], log))
    found, _ = inspect(path)
    assert {"src_endpoint.ip", "src_endpoint.port", "dst_endpoint.ip", "cloud.zone"} - found.proven == {
        "src_endpoint.ip",
        "src_endpoint.port",
    }
    record_view(empty_store, found, [str(path)])
    shown = "srcaddr, dstaddr, pkt_srcaddr, instance_id, az_id, srcport, dstport, protocol, bytes"
    assert empty_store.rows(f"select {shown} from record") == [
        (None, "10.0.0.2", None, None, "az", None, 443, None, 7),
    ]


@pytest.fixture(scope="module")
def world() -> World:
    return small_world(seed=11, hours=2, talks=40)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("version", [5, 8, 11])
def test_every_field_of_every_version_is_the_same(
    empty_store: Duck, world: World, tmp_path: Path, form: str, version: int
) -> None:
    one_file = {"fields": fields_up_to(version), "slot_seconds": 86400}
    (raw,) = write_logs(world.records, tmp_path, FlowLog(**one_file))
    (twin,) = write_logs(world.records, tmp_path, FlowLog(file_format=form, **one_file))
    assert records(empty_store, twin) == records(empty_store, raw)
    assert inspect(twin)[0].names == inspect(raw)[0].names & {field.name for field in fields.READ}


@pytest.fixture(scope="module")
def laid_out(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `logs/` (v8 Parquet), a lake for each version of OCSF, and `inventory/`."""
    folder = tmp_path_factory.mktemp("lake")
    write_logs(world.records, folder / "logs", FlowLog(fields=fields_up_to(8)))
    for form in FORMS:
        write_logs(world.records, folder / form, FlowLog(fields=fields_up_to(8), file_format=form), slot_seconds=3600)
    write_inventory(world.topology, folder / "inventory")
    return folder


@pytest.fixture(scope="module")
def plain(laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = tmp_path_factory.mktemp("plain") / "nat.duckdb"
    run_local(db, laid_out / "logs", inventory=laid_out / "inventory")
    return db


def test_both_versions_and_the_flow_log_itself_count_once(laid_out: Path, plain: Path, tmp_path: Path) -> None:
    db = tmp_path / "nat.duckdb"
    run_local(db, *(laid_out / form for form in ("logs", *FORMS)), inventory=laid_out / "inventory")
    assert traffic(db, NAMED) == traffic(plain, NAMED)
    with opened(db) as duck:
        assert duck.row("select count(distinct flow_log_id) from log_hour")[0] == 3


@pytest.fixture(scope="module")
def one_record(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("one")
    return write_logs(world.records[:1], folder, FlowLog(file_format="ocsf-1.0.0-rc.2"))[0]


def changed(one_record: Path, path: Path, **columns: Any) -> Path:
    """Write the event with other columns; None takes one away."""
    table = pq.read_table(one_record)
    kept = {name: table.column(name) for name in table.column_names if name not in columns}
    pq.write_table(pa.table(kept | {name: value for name, value in columns.items() if value is not None}), path)
    return path


@pytest.mark.parametrize("what", DAMAGE)
def test_an_event_that_lacks_what_a_record_needs_is_refused_by_name(
    one_record: Path, tmp_path: Path, what: str
) -> None:
    name, column = DAMAGE[what]
    with pytest.raises(BadObjectError, match="not a VPC flow log as Security Lake writes it: nothing tells") as caught:
        inspect(changed(one_record, tmp_path / "x.parquet", **{name: column}))
    assert caught.value.status == "refused"


def test_queries_given_as_flow_logs_are_refused_with_the_way_to_give_them() -> None:
    with pytest.raises(BadObjectError, match="--dns"):
        inspect(shared("samples/aws-security-lake-ocsf/ROUTE53/example0.json.gz.parquet"))


def test_other_types_and_spellings_of_other_writers_are_read(
    empty_store: Duck, one_record: Path, tmp_path: Path
) -> None:
    """Numbers as text or floats, an account without its zeros, a list written by Spark, times as INT96."""
    plain = records(empty_store, one_record)
    table = pq.read_table(one_record)
    (source,) = table.column("src_endpoint").to_pylist()
    (cloud,) = table.column("cloud").to_pylist()
    (traffic,) = table.column("traffic").to_pylist()
    started = table.column("start_time").cast(pa.timestamp("ms", "UTC"))
    other = changed(
        one_record,
        tmp_path / "x.parquet",
        src_endpoint=pa.array([source | {"port": str(source["port"])}]),
        cloud=pa.array([cloud | {"account_uid": int(cloud["account_uid"])}]),
        traffic=pa.array([{name: float(value) for name, value in traffic.items()}]),
        start_time=started,
    )
    assert records(empty_store, other) == plain
    pq.write_table(pq.read_table(other), tmp_path / "y.parquet", use_deprecated_int96_timestamps=True)
    assert records(empty_store, tmp_path / "y.parquet") == plain


def test_a_lake_gives_the_same_bytes_and_names_and_hostile_files_in_it_stand_alone(
    world: World, laid_out: Path, plain: Path, one_record: Path, tmp_path: Path
) -> None:
    """The first hour is of the older version of OCSF, the rest of the newer."""
    parts = [[record for record in world.records if (record.end < START + 3600) is early] for early in (True, False)]
    for form, kept in zip(FORMS, parts, strict=True):
        write_logs(kept, tmp_path / "lake", FlowLog(fields=fields_up_to(8), file_format=form), slot_seconds=3600)
    day = next((tmp_path / "lake").rglob("eventDay=*"))
    changed(one_record, day / "no-bytes.gz.parquet", traffic=None)
    nested: Any = pa.array([1])
    for _ in range(300):
        nested = pa.StructArray.from_arrays([nested], ["f"])
    changed(one_record, day / "deep.gz.parquet", unmapped=nested)
    whole = one_record.read_bytes()
    (day / "cut.gz.parquet").write_bytes(whole[:-40])
    footer = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    (day / "zeros.gz.parquet").write_bytes(whole[:4] + bytes(footer - 4) + whole[footer:])
    assert run_local(tmp_path / "nat.duckdb", tmp_path / "lake", inventory=laid_out / "inventory").is_partial
    assert traffic(tmp_path / "nat.duckdb", NAMED) == traffic(plain, NAMED)
    assert len(traffic(plain)) > 20
    assert broken_checks(tmp_path / "nat.duckdb") == {}
    with opened(tmp_path / "nat.duckdb") as duck:
        rows = duck.rows("select parse_filename(key), status from ingested_object where status <> 'ok' order by 1")
    assert rows == [
        ("cut.gz.parquet", "failed"),
        ("deep.gz.parquet", "failed"),
        ("no-bytes.gz.parquet", "refused"),
        ("zeros.gz.parquet", "failed"),
    ]
