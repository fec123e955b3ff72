"""Rows of the benchmark's data: numpy columns of numbers, then an Arrow table with the fields of version 5."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tests.bench.network import CLIENTS, NATED, SCANNERS
from tests.world import fields_up_to

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tests.bench.network import Network

    Numbers = NDArray[Any]

NAT_SHARE, EAST_WEST_SHARE, ENDPOINT_SHARE, SCAN_SHARE, IPV6_SHARE = 0.48, 0.40, 0.05, 0.04, 0.02
"""Shares of the records; the rest is NODATA."""
LONGEST_SECONDS = 60
NONE = -1
PLAIN = ("srcport", "dstport", "protocol", "packets", "bytes", "start", "end", "tcp_flags", "traffic_path")
PORTS = np.array([443] * 17 + [80, 5432, 6379], np.int32)


def talk(chance: np.random.Generator, count: int, first: int, length: int) -> dict[str, Numbers]:
    """Return what the records of `count` exchanges share: sizes, ports, times that end in the file's slot."""
    out = np.exp(chance.normal(7.0, 1.4, count)).astype(np.int64) + 40
    back = np.exp(chance.normal(8.5, 1.9, count)).astype(np.int64) + 40
    end = first + chance.integers(0, length, count)
    return {
        "out": out,
        "back": back,
        "sent": out // 700 + 1,
        "got": back // 1100 + 1,
        "near": chance.integers(32768, 61000, count, dtype=np.int32),
        "far": PORTS[chance.integers(0, len(PORTS), count)],
        "start": end - chance.integers(0, LONGEST_SECONDS, count),
        "end": end,
    }


def way(about: dict[str, Numbers], *, outward: bool, **more: Any) -> dict[str, Any]:
    """Return one record of each exchange: what all directions share, and `more` (addresses as numbers)."""
    near, far = about.get("nat", about["near"]) if more.pop("translated", False) else about["near"], about["far"]
    return {
        "srcport": near if outward else far,
        "dstport": far if outward else near,
        "bytes": about["out"] if outward else about["back"],
        "packets": about["sent"] if outward else about["got"],
        "start": about["start"],
        "end": about["end"],
        "protocol": 6,
        "tcp_flags": 3 if outward else 19,
        "traffic_path": NONE,
        "status": 0,
        **more,
    }


def nat_blocks(net: Network, chance: np.random.Generator, count: int, first: int, length: int) -> list[dict[str, Any]]:
    """Return the six records of each NATed exchange: two at the client's ENI, four at the gateway's."""
    about = talk(chance, count, first, length)
    about["nat"] = chance.integers(1024, 65536, count, dtype=np.int32)
    c = chance.integers(0, NATED, count, dtype=np.int32)
    r = net.first_remote + np.searchsorted(net.remote_odds, chance.random(count)).astype(np.int32)
    g = net.first_gateway + net.gateway_of[c]
    at_c, at_g = {"interface": c}, {"interface": g}
    return [
        way(about, outward=True, egress=1, src=c, dst=r, psrc=c, pdst=r, **at_c) | {"traffic_path": 1},
        way(about, outward=False, egress=0, src=r, dst=c, psrc=r, pdst=c, **at_c),
        way(about, outward=True, egress=0, src=c, dst=g, psrc=c, pdst=r, **at_g),
        way(about, outward=True, egress=1, src=g, dst=r, psrc=g, pdst=r, translated=True, **at_g) | {"traffic_path": 8},
        way(about, outward=False, egress=0, src=r, dst=g, psrc=r, pdst=g, translated=True, **at_g),
        way(about, outward=False, egress=1, src=g, dst=c, psrc=r, pdst=c, **at_g) | {"traffic_path": 1},
    ]


def pair_blocks(
    chance: np.random.Generator, count: int, first: int, length: int, shift: int = 0
) -> list[dict[str, Any]]:
    """Return two records of each exchange inside the VPC; `shift` turns addresses into IPv6 ones."""
    about = talk(chance, count, first, length)
    a, b = (chance.integers(0, CLIENTS, count, dtype=np.int32) for _ in range(2))
    addresses = {"src": a + shift, "dst": b + shift, "psrc": a + shift, "pdst": b + shift}
    return [
        way(about, outward=True, egress=1, interface=a, **addresses) | {"traffic_path": 1},
        way(about, outward=True, egress=0, interface=b, **addresses),
    ]


def endpoint_blocks(
    net: Network, chance: np.random.Generator, count: int, first: int, length: int
) -> list[dict[str, Any]]:
    """Return the two records of each exchange with S3 through the gateway endpoint."""
    about = talk(chance, count, first, length)
    c = chance.integers(NATED, CLIENTS, count, dtype=np.int32)
    s3 = np.flatnonzero(net.service_of == 1).astype(np.int32)[:500]
    r = s3[chance.integers(0, len(s3), count)]
    return [
        way(about, outward=True, egress=1, src=c, dst=r, psrc=c, pdst=r, interface=c) | {"traffic_path": 7},
        way(about, outward=False, egress=0, src=r, dst=c, psrc=r, pdst=c, interface=c),
    ]


def scan_block(net: Network, chance: np.random.Generator, count: int, first: int, length: int) -> dict[str, Any]:
    """Return unsolicited records at the gateways: L3 without an L4."""
    about = talk(chance, count, first, length)
    about |= {"out": np.full(count, 40), "sent": np.ones(count, np.int64), "start": about["end"]}
    g = net.first_gateway + chance.integers(0, len(net.topology.nat_gateways), count, dtype=np.int32)
    s = net.first_scanner + chance.integers(0, SCANNERS, count, dtype=np.int32)
    return way(about, outward=True, egress=0, src=s, dst=g, psrc=s, pdst=g, interface=g)


def silent_block(net: Network, chance: np.random.Generator, count: int, first: int, length: int) -> dict[str, Any]:
    """Return NODATA records."""
    about = talk(chance, count, first, length)
    nobody = np.full(count, len(net.addresses) - 1, np.int32)
    c = chance.integers(0, CLIENTS, count, dtype=np.int32)
    made = way(about, outward=True, egress=2, src=nobody, dst=nobody, psrc=nobody, pdst=nobody, interface=c)
    return made | dict.fromkeys(PLAIN, NONE) | {"status": 1, "start": about["start"], "end": about["end"]}


def columns(net: Network, seed: list[int], count: int, first: int, length: int) -> dict[str, Numbers]:
    """Return `count` records whose ends lie in [first, first + length), mixed, as columns of numbers."""
    chance = np.random.default_rng(seed)
    slot = (first, length)
    nat, pairs = int(count * NAT_SHARE / 6), int(count * EAST_WEST_SHARE / 2)
    endpoint, wide = int(count * ENDPOINT_SHARE / 2), int(count * IPV6_SHARE / 2)
    scans = int(count * SCAN_SHARE)
    rest = count - 6 * nat - 2 * (pairs + endpoint + wide) - scans
    blocks = [
        *nat_blocks(net, chance, nat, *slot),
        *pair_blocks(chance, pairs, *slot),
        *pair_blocks(chance, wide, *slot, shift=net.first_ipv6),
        *endpoint_blocks(net, chance, endpoint, *slot),
        scan_block(net, chance, scans, *slot),
        silent_block(net, chance, rest, *slot),
    ]
    order = chance.permutation(count)
    sizes = [len(block["start"]) for block in blocks]
    return {
        name: np.concatenate([np.broadcast_to(block[name], size) for block, size in zip(blocks, sizes, strict=True)])[
            order
        ]
        for name in blocks[0]
    }


def coded(codes: Numbers, words: pa.Array) -> pa.Array:
    """Return text by number, with a dictionary of just the words that occur: that is what the file stores."""
    if len(words) <= 16:
        return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8)), words)
    if len(codes) * 8 < len(words):
        used, found = np.unique(codes, return_inverse=True)
        places = found.astype(np.int32)
    else:
        seen = np.zeros(len(words), bool)
        seen[codes] = True
        used = np.flatnonzero(seen)
        places = np.cumsum(seen, dtype=np.int32)[codes] - 1
    return pa.DictionaryArray.from_arrays(pa.array(places), words.take(pa.array(used)))


@lru_cache
def eni_words(net: Network) -> dict[str, tuple[Numbers, pa.Array]]:
    """Return what an ENI's number says of it, by field: the number of a word per ENI, and the words."""
    top = net.topology
    zones = {subnet.subnet_id: subnet.az_id for subnet in top.subnets}
    enis: list[Any] = [*top.clients, *top.nat_gateways]
    subnets = [str(one.subnet_id) for one in enis]
    instances = [str(client.instance_id) for client in top.clients]
    texts = {
        "interface_id": [str(one.interface_id) for one in enis],
        "subnet_id": subnets,
        "instance_id": [*instances, *["-"] * len(top.nat_gateways)],
        "az_id": [zones[subnet] for subnet in subnets],
    }
    found = {}
    for name, words in texts.items():
        number = {word: place for place, word in enumerate(dict.fromkeys(words))}
        found[name] = (np.array([number[word] for word in words], np.int32), pa.array(list(number)))
    return found


def table(net: Network, made: dict[str, Numbers]) -> pa.Table:
    """Return the records as a table with every field of version 5, names with underscores."""
    top = net.topology
    silent = (made["status"] == 1).astype(np.int8)
    nothing = np.zeros(len(silent), np.int8)

    def same(word: str) -> pa.Array:
        return coded(nothing, pa.array([word]))

    # The last address, which follows the IPv6 ones, is '-'.
    family = np.searchsorted([net.first_ipv6, len(net.addresses) - 1], made["src"], side="right")
    made_columns: dict[str, pa.Array] = {
        "version": pa.array(np.full(len(silent), 5, np.int32)),
        "account_id": same(top.account_id),
        "action": coded(silent, pa.array(["ACCEPT", "-"])),
        "log_status": coded(silent, pa.array(["OK", "NODATA"])),
        "vpc_id": same(top.vpcs[0].vpc_id),
        "type": coded(family, pa.array(["IPv4", "IPv6", "-"])),
        "region": same(top.region),
        "sublocation_type": same("-"),
        "sublocation_id": same("-"),
        "flow_direction": coded(made["egress"], pa.array(["ingress", "egress", "-"])),
        "pkt_src_aws_service": coded(net.service_of[made["psrc"]], net.services),
        "pkt_dst_aws_service": coded(net.service_of[made["pdst"]], net.services),
    }
    for name, (number_of, words) in eni_words(net).items():
        made_columns[name] = coded(number_of[made["interface"]], words)
    for name, source in {"srcaddr": "src", "dstaddr": "dst", "pkt_srcaddr": "psrc", "pkt_dstaddr": "pdst"}.items():
        made_columns[name] = coded(made[source], net.addresses)
    for name in PLAIN:
        kind = np.int64 if name in {"packets", "bytes", "start", "end"} else np.int32
        values = made[name].astype(kind)
        made_columns[name] = pa.array(values, mask=values == NONE)
    return pa.table({name: made_columns[name] for name in fields_up_to(5)})
