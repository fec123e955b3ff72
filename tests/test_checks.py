"""The checks in sql/checks: silent on sound rows, and each of them speaks when its law is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nat_attrib import sqlfiles

if TYPE_CHECKING:
    from nat_attrib.duck import Duck

SOUND = """
insert into context values ('c1', '{}');
insert into batch values ('b1', 'c1', '0.1.0');
insert into ingested_object values
  ('o1', 's3://logs', 'k', 'e', 9, 'a', 'r', 'fl-1', '2026-11-16', 'b1', 'ok', 1, 0, null, '0.1.0', 'flow_log'),
  ('o2', 's3://logs', 'l', 'e', 9, 'a', 'r', 'fl-1', '2026-11-16', null, 'refused', 0, 0, 'no', '0.1.0', 'flow_log');
insert into flow_hour by name
  select 'b1' as batch_id, timestamp '2026-11-16 05:00' as hour, 'fl-1' as flow_log_id, 'nat_eni' as capture,
    'nat-1' as nat_gateway_id, 30 as bytes_out, 70 as bytes_in, 0 as inbound_bytes, 3 as packets;
insert into gateway by name
  select 'nat-1' as nat_gateway_id, 'zonal' as availability_mode, 'public' as connectivity_type, 1 as hourly_azs,
    'inventory' as known_from;
insert into gateway_hour values
  ('2026-11-16 05:00', 'nat-1', 'nat_eni', 'fl-1', 3600, false, 30, 30, 90, 70, 20, 0, 0, 0);
insert into source by name select 1 as source_id, '10.0.0.1' as source_ip;
insert into source by name select 2 as source_id, '10.0.0.1' as source_ip, map {'team': 'a'} as source_tags;
insert into remote_name by name
  select 1 as remote_name_id, '52.216.0.1' as remote_ip, 's3' as service, 'prefix_list' as evidence,
    'gateway_endpoint' as served_by;
insert into nat_hour values
  ('2026-11-16 05:00', 'nat-1', 'nat_eni', 1, 1, 443, 6, 10, 70, 2),
  ('2026-11-16 05:00', 'nat-1', 'nat_eni', 1, 1, null, 6, 20, 0, 1);
insert into nat_service_hour values
  ('2026-11-16 05:00', 'nat-1', 'nat_eni', 1, 's3', null, null, 'prefix_list', null, 'gateway_endpoint', 30, 70, 3);
insert into meta values ('schema_version', '1'), ('detail_since', '2026-11-16T00:00:00Z');
insert into setting values ('cross_az_sides', '2');
insert into price values ('us-east-1', 'nat_gateway_gb', 0, 0.045, 'USD', 'list', '2026-01-01');
"""

BROKEN = {
    "bytes_equal_legs": "update gateway_hour set l4_bytes = 71",
    "bytes_folded_equal_detailed": "update nat_service_hour set bytes_in = 71",
    "covered_seconds_in_hour": "update gateway_hour set covered_seconds = 3601",
    "detail_only_since": "update meta set value = '2026-11-17T00:00:00Z' where key = 'detail_since'",
    "key_batch": "insert into batch from batch",
    "key_context": "insert into context from context",
    "key_gateway": "insert into gateway from gateway",
    "key_gateway_hour": "insert into gateway_hour from gateway_hour",
    "key_ingested_object": "insert into ingested_object from ingested_object",
    "key_meta": "insert into meta values ('schema_version', '2')",
    "key_nat_hour": "insert into nat_hour from nat_hour where remote_port is null",
    "key_nat_service_hour": "insert into nat_service_hour from nat_service_hour",
    "key_price": "insert into price select * replace (0.05 as price) from price",
    "key_remote_name": "insert into remote_name from remote_name",
    "key_setting": "insert into setting values ('cross_az_sides', '1')",
    "key_source": "insert into source by name select 1 as source_id, '10.0.0.2' as source_ip",
    "key_source_content": "insert into source select * replace (3 as source_id) from source where source_id = 2",
    "no_changed_answer_day": "insert into changed_answer_day values ('2026-11-16')",
    "no_changed_resource": "insert into changed_resource values ('instance', 'i-0a')",
    "no_dirty_hour": "insert into dirty_hour values ('2026-11-16 05:00')",
    "no_negative_bytes": "update nat_hour set bytes_out = -10 where remote_port = 443",
    "no_orphan_batch": "update flow_hour set batch_id = 'b2'",
    "no_orphan_gateway": "delete from gateway",
    "no_orphan_remote_name": "update nat_hour set remote_name_id = 2",
    "no_orphan_source": "update nat_service_hour set source_id = 9",
    "whole_hours": "update gateway_hour set hour = '2026-11-16 05:30'",
}
"""One way to break each law."""


def offending(duck: Duck) -> dict[str, int]:
    """Return the checks that have rows, with their number."""
    found = {name.rpartition("/")[2]: len(duck.rows(sqlfiles.text(name))) for name in sqlfiles.names("checks")}
    return {name: rows for name, rows in found.items() if rows}


def test_an_empty_file_is_sound(empty_store: Duck) -> None:
    assert offending(empty_store) == {}


def test_every_check_has_a_way_to_break_it() -> None:
    assert set(BROKEN) == {name.rpartition("/")[2] for name in sqlfiles.names("checks")}


def test_sound_rows_pass_and_each_broken_law_is_found(empty_store: Duck) -> None:
    empty_store.connection.execute(SOUND)
    assert offending(empty_store) == {}
    for name, sql in BROKEN.items():
        empty_store.connection.execute("begin")
        empty_store.connection.execute(sql)
        assert empty_store.rows(sqlfiles.text(f"checks/{name}")), f"{name} said nothing after: {sql}"
        empty_store.connection.execute("rollback")
    assert offending(empty_store) == {}


@pytest.mark.parametrize("name", sqlfiles.names("checks"))
def test_a_check_begins_with_its_law_as_a_sentence(name: str) -> None:
    first = sqlfiles.text(name).splitlines()[0]
    assert first.startswith("-- ")
    assert first.endswith(".")
