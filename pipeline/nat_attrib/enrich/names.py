"""Names the remotes: what an address is, how that is known, and what would take its bytes off NAT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nat_attrib.enrich.intervals import cidr_block, flatten, to_frame

if TYPE_CHECKING:
    import polars as pl

    from nat_attrib.duck import Duck


def name_remotes(duck: Duck) -> None:
    """Append a row to `remote_name` for every remote that has none yet.

    Reads the temporary table `remote_to_name(region, remote_ip, owner, aws_service, ip_ranges_as_of)`, all but the
    last VARCHAR: region of the client; address as routed; our own resource that had the address at that time,
    else NULL; `pkt-*-aws-service`, else NULL; the ip-ranges.json to look in, NULL for none. Rows that are named already
    are passed over, so that twice equals once. Opens no transaction of its own.

    The rules are those of `sql/stages/enrich/remote_named.sql`: own address, what DNS told, the client region's managed
    prefix list, ip-ranges.json, private space, the flow log's own word, the internet. `served_by` looks at the address
    as routed.
    """
    duck.run("stages/enrich/keys_of_new_remotes")
    append_names(duck)


def append_names(duck: Duck) -> None:
    """Name the remotes of the temporary table `remote_key` and append them to `remote_name`."""
    if duck.row("select count(*) from remote_key")[0]:
        _name(duck)
        duck.run("stages/enrich/names_append")
    duck.run("stages/enrich/names_done")


def rename_remotes(duck: Duck) -> int:
    """Name every row of `remote_name` again, under the same number; for newer prefix lists or ip-ranges.

    Returns:
        How many rows have another name than before. The folded rows of `nat_service_hour` hold names and are the
        caller's to rebuild when it is not 0.
    """
    duck.run("stages/enrich/keys_of_all_remotes")
    _name(duck)
    duck.run("stages/enrich/names_changed")
    changed: int = duck.row("select count(*) from remote_renamed")[0]
    if changed:
        duck.run("stages/enrich/names_replace")
    duck.run("stages/enrich/names_done")
    return changed


def _name(duck: Duck) -> None:
    """Fill `remote_named` from `remote_key`."""
    duck.run("stages/enrich/gateway_list")
    with duck.frame("gateway_list_read", _list_intervals(duck)):
        duck.run("stages/enrich/address_interval")
    duck.run("stages/enrich/remote_named")


def _list_intervals(duck: Duck) -> pl.DataFrame:
    """Return the managed lists' CIDRs as disjoint intervals; `memberships` says which lists of which regions."""
    rows = duck.rows("select cidr, service, region from gateway_list")
    return to_frame(flatten([block for row in rows if (block := cidr_block(*row))]))
