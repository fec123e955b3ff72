"""Laws of the macros that no single table of rows can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nat_attrib.held import held
from nat_attrib.inventory import spread
from tests.sql_cases import ROOT, answer, load

if TYPE_CHECKING:
    from nat_attrib.duck import Duck

WINDOW = "('2026-11-16', '2026-12-17')"
EVERYTHING = ROOT / "recommendations" / "changes_stand_in_the_order_in_which_they_apply"
RANKINGS = ["service", "source", "source_and_service", "gateway", "subnet", "account", "vpc", "az", "hostname"]

row = st.tuples(
    st.integers(0, 47),  # hour
    st.sampled_from(["nat-1", "nat-2", "nat-unpriced"]),
    st.integers(1, 4),  # source
    st.sampled_from(["s3", "sqs", "internet"]),
    st.integers(0, 2**50),
    st.integers(0, 2**50),
)


def test_an_id_outlives_amounts_lists_and_price_changes(empty_store: Duck) -> None:
    load(empty_store, EVERYTHING)
    named = f"select id, action, vpc_id, service_name from recommendations{WINDOW}"
    with held(empty_store):
        before = empty_store.rows(named)
    empty_store.execute("update nat_service_hour set bytes_out = bytes_out * 3")
    empty_store.execute("update price set price = price * 2 where item = 'nat_gateway_gb'")
    empty_store.execute(
        "insert into source by name"
        " select * replace (9 as source_id, 'use1-az3' as source_az_id) from source where source_id = 1"
    )
    empty_store.execute(
        "insert into nat_service_hour select * replace (9 as source_id) from nat_service_hour where source_id = 1"
    )
    with held(empty_store):
        after = empty_store.rows(named)
    assert sorted(before, key=str) == sorted(after, key=str)
    assert len({found[0] for found in before}) == len(before) == 8


def test_savings_add_up_to_no_more_than_the_charges_they_avoid(empty_store: Duck) -> None:
    load(empty_store, EVERYTHING)
    with held(empty_store):
        saved, avoided = empty_store.row(
            f"select fsum(saving_usd_per_month), fsum(nat_usd_per_month) from recommendations{WINDOW}"
        )
        [charged] = empty_store.row(
            f"select (select fsum(nat_usd) + fsum(coalesce(cross_az_usd, 0)) from nat_by_service{WINDOW})"
            f" + (select fsum(nat_hours_usd) from nat_by_gateway{WINDOW})"
        )
    assert 0 < saved <= avoided <= charged


def test_the_order_of_the_rows_is_never_seen(empty_store: Duck) -> None:
    load(empty_store, EVERYTHING)

    def answers() -> dict[str, str]:
        macros = ("recommendations", "findings", "nat_by_source_and_service", "nat_changes")
        with held(empty_store):
            return {macro: answer(empty_store, f"from {macro}{WINDOW}") for macro in macros}

    before = answers()
    for table in ("nat_service_hour", "source", "gateway", "gateway_hour", "price", "inventory_resource"):
        empty_store.execute(f"create or replace temp table shuffled as from {table}")
        empty_store.execute(f"delete from {table}")
        empty_store.execute(f"insert into {table} from shuffled order by hash(shuffled)")
    spread(empty_store)
    assert answers() == before


@pytest.fixture
def two_gateways(empty_store: Duck) -> Duck:
    empty_store.connection.execute("""
        insert into price values
          ('us-east-1', 'nat_gateway_gb', 0, 0.045, 'USD', 'list', '2026-01-01'),
          ('us-east-1', 'inter_az_gb', 0, 0.01, 'USD', 'list', '2026-01-01'),
          ('eu-west-1', 'nat_gateway_gb', 0, 0.048, 'USD', 'list', '2026-01-01');
        insert into gateway by name
          select *, 'a' as account_id, 'public' as connectivity_type, 1 as hourly_azs, 'inventory' as known_from
          from (values
            ('nat-1', 'us-east-1', 'vpc-1', 'az1', 'zonal'),
            ('nat-2', 'eu-west-1', 'vpc-2', null, 'regional'),
            ('nat-unpriced', 'moon-1', 'vpc-1', 'az1', 'zonal')
          ) t(nat_gateway_id, region, vpc_id, az_id, availability_mode);
        insert into source by name
          select i::integer as source_id, 'vpc-1' as source_vpc_id, 'az' || i % 3 as source_az_id
          from range(1, 5) t(i);
    """)
    return empty_store


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(row, min_size=3, max_size=25), split=st.integers(1, 47))
def test_every_ranking_holds_every_byte_and_any_split_of_the_window_is_the_whole(
    two_gateways: Duck, rows: list[tuple[int, str, int, str, int, int]], split: int
) -> None:
    two_gateways.execute("delete from nat_service_hour")
    for hour, gateway, source, service, sent, received in rows:
        two_gateways.connection.execute(
            "insert into nat_service_hour"
            " select timestamp '2026-11-16' + to_hours(?), ?, 'nat_eni', ?, ?,"
            " null, null, 'none', null, 'nat_only', ?, ?, 1",
            [hour, gateway, source, service, sent, received],
        )
    total = sum(sent + received for *_, sent, received in rows)
    usd = sum(
        (sent + received) * {"nat-1": 0.045, "nat-2": 0.048}.get(gateway, 0) for _, gateway, *_, sent, received in rows
    )
    for ranking in RANKINGS:
        measures = f"select coalesce(sum(bytes), 0), coalesce(sum(nat_usd), 0) from nat_by_{ranking}"
        whole = two_gateways.row(f"{measures}('2026-11-16', '2026-11-18')")
        assert whole[0] == total
        assert whole[1] == pytest.approx(usd / 2**30, rel=1e-9)
    middle = f"timestamp '2026-11-16' + to_hours({split})"
    parts = [f"('2026-11-16', {middle})", f"({middle}, '2026-11-18')"]
    assert (
        sum(two_gateways.row(f"select coalesce(sum(bytes), 0) from nat_by_source{part}")[0] for part in parts) == total
    )
