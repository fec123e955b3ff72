"""Taking the data elsewhere: Parquet for other engines, frames for notebooks."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest

import nat_attrib
from nat_attrib import duck as engine
from nat_attrib import export
from nat_attrib.errors import UsageError
from nat_attrib.store import install
from tests.report_world import fill

if TYPE_CHECKING:
    from pathlib import Path

    from nat_attrib.duck import Duck


@pytest.fixture
def day(empty_store: Duck) -> Duck:
    return fill(empty_store)


def test_every_table_and_view_is_written_whole(day: Duck, tmp_path: Path) -> None:
    day.execute("insert into meta values ('detail_since', '2026-06-01')")
    folder = tmp_path / "out"
    for _ in range(2):
        written = export.parquet(day, folder)
    traffic = pl.read_parquet(folder / "nat_traffic")
    assert traffic["bytes"].sum() == day.row("select sum(bytes) from nat_traffic")[0] > 0
    assert traffic["day"].cast(pl.String).unique().to_list() == ["2026-05-01"]
    stored = [name for (name,) in day.rows("select table_name from duckdb_tables()")]
    for name in stored:
        rows = day.row(f"select count(*) from {name}")[0]
        assert pl.read_parquet(folder / f"{name}.parquet").height == rows
    assert {path.name for path in folder.iterdir()} >= {"inventory_vpc.parquet", "gateway_rate.parquet", "rate.parquet"}
    assert all(path.is_file() for path in written)
    assert not folder.with_name("out.part").exists()


def test_a_folder_of_somebody_else_is_left_alone(day: Duck, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="holds something else"):
        export.parquet(day, tmp_path / "theirs")
    assert (tmp_path / "theirs" / "thesis.txt").read_text() == "years of work"


def test_a_file_opens_in_a_notebook(tmp_path: Path) -> None:
    path = tmp_path / "nat.duckdb"
    duck = engine.connect(path)
    install(duck)
    fill(duck).close()
    with nat_attrib.open(path) as nat:
        frame = nat.report("nat_by_service", "2026-05-01", "2026-05-02")
        assert frame.columns[:3] == ["service", "service_region", "served_by"]
        assert frame["bytes"].sum() == 920 * 2**30
        assert nat.report("nat_by_tag", "2026-05-01", "2026-05-02", key="team").height == 3
        assert nat.sql("select count(*) as n from source where source_name = $name", name="checkout")["n"][0] == 1
        assert nat.arrow("from gateway").num_rows == 2
        assert "recommendations" in nat.reports()
        with pytest.raises(UsageError, match="nat_by_service"):
            nat.report("nat_by_magic; drop table source", "2026-05-01", "2026-05-02")
        with pytest.raises(engine.Error):
            nat.sql("delete from source")
    shutil.copy(path, tmp_path / "copy.duckdb")
    with pytest.raises(UsageError, match="There is no"):
        nat_attrib.open(tmp_path / "no.duckdb")
