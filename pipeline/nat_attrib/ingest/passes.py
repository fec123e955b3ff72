"""The passes over the records of one set of objects: one for each way a NAT gateway's bytes show up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nat_attrib.errors import BadObjectError

if TYPE_CHECKING:
    from nat_attrib.duck import Duck
    from nat_attrib.ingest.inspect import Format

NEXT_HOP = frozenset({"next_hop_interface_id", "next_hop_interface_type"})
PACKET_ADDRESSES = frozenset({"pkt_srcaddr", "pkt_dstaddr"})
_PRIVATE_REMOTES = (
    "select count(*) from gateway_record where kind = 1 and bytes_in = 0 and (starts_with(remote_ip, '10.') "
    "or starts_with(remote_ip, '100.') or starts_with(remote_ip, '172.') or starts_with(remote_ip, '192.168.'))"
)
TAGS = frozenset({"instance_tag", "instance_tag_2", "interface_tag", "interface_tag_2", "asg_tag", "asg_tag_2"})


def read_records(duck: Duck, found: Format) -> None:
    """Add what the table `record` tells to the tables `reduced_*`, and unusable records to `bad_record`.

    Also needs `object` (what the file names tell) and the context's tables `known_...`.

    Raises:
        BadObjectError: more bytes in an hour than a link carries; nothing is added then.
    """
    with duck.transaction():
        duck.run("stages/ingest/object_log")
        _at_gateways(duck, found)
        if "resource_id" in found.names:
            _at_regional_gateways(duck, found)
        duck.run("stages/ingest/interface_seen")
        duck.run("stages/ingest/other_interface")
        if duck.row("select count(*) from other_interface")[0]:
            _at_others(duck, found)
        if duck.row("select count(*) from reduced_too_much")[0]:
            raise BadObjectError("It tells of more than 1 PB in one hour at one interface, which no link carries.")


def _at_gateways(duck: Duck, found: Format) -> None:
    """Read the rows of zonal NAT gateways' own ENIs: nat_eni, or nat_eni_v2 without packet addresses."""
    has_packet_addresses = found.names >= PACKET_ADDRESSES
    capture = "nat_eni" if has_packet_addresses else "nat_eni_v2"
    duck.run("stages/ingest/gateway_record" if has_packet_addresses else "stages/ingest/gateway_record_v2")
    if duck.row("select count(*) from gateway_record where kind in (7, 8)")[0]:
        duck.run("stages/ingest/bad_record", has_packet_addresses=has_packet_addresses)
    # Addresses are read only where one may be meant: most gateways have no private remotes.
    if has_packet_addresses and duck.row(_PRIVATE_REMOTES)[0]:
        duck.run("stages/ingest/gateway_secondary")
    duck.run("stages/ingest/record_hour")
    duck.run("stages/ingest/reduced_rows", capture=capture, fields=found.useful)


def _at_regional_gateways(duck: Duck, found: Format) -> None:
    """Read the rows that name a regional NAT gateway in resource-id."""
    duck.run("stages/ingest/regional_record")
    if duck.row("select count(*) from regional_gateway")[0]:
        duck.run("stages/ingest/record_hour")
        duck.run("stages/ingest/reduced_rows", capture="regional", fields=found.useful)


def _at_others(duck: Duck, found: Format) -> None:
    """Read the rows of everybody else's ENIs: clients, endpoints, and who had which address."""
    _at_clients(duck, found)
    if "traffic_path" in found.names or duck.row("select count(*) from known_endpoint")[0]:
        _beside_nat(duck)
    duck.run("stages/ingest/source_seen")
    duck.run("stages/ingest/tag_seen" if TAGS & found.names else "stages/ingest/tag_none")
    duck.run("stages/ingest/address_rows")


def _at_clients(duck: Duck, found: Format) -> None:
    """Read the rows of the clients' own ENIs: next_hop, route, and replies whose request tells which of both.

    Only where the same flow log does not show the gateway itself: that would be the same bytes, and better.
    """
    has_next_hop = bool(found.names & NEXT_HOP)
    duck.run("stages/ingest/client_place", has_next_hop=has_next_hop)
    if not duck.row("select count(*) from place_needed")[0]:
        return
    duck.run("stages/ingest/client_record", has_next_hop=has_next_hop, has_direction="flow_direction" in found.names)
    captures = duck.rows("select distinct capture from client_candidate where not is_bad order by capture")
    for (capture,) in captures:
        duck.run("stages/ingest/client_capture", capture=capture)
        duck.run("stages/ingest/record_hour")
        duck.run("stages/ingest/reduced_rows", capture=capture, fields=found.useful)


def _beside_nat(duck: Duck) -> None:
    """Read what does not cross NAT: at endpoints' ENIs, and at clients' what takes endpoints and internet gateways."""
    duck.run("stages/ingest/beside_exit")
    if duck.row("select count(*) from public_interface")[0]:
        duck.run("stages/ingest/beside_public")
    duck.run("stages/ingest/beside_record")
    if duck.row("select count(*) from beside_interface")[0]:
        duck.run("stages/ingest/record_hour")
        duck.run("stages/ingest/beside_rows")
