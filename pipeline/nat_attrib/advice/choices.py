"""What the config file says of money and of advice that is known already, as rows of `setting`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nat_attrib.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nat_attrib.duck import Duck

TABLES = ("rates", "discounts", "acknowledged")
"""Tables of the config file that belong to no command."""
ITEMS = (
    "nat_gateway_hour", "nat_gateway_gb", "regional_nat_gateway_hour", "regional_nat_gateway_gb",
    "inter_az_gb", "vpc_endpoint_hour", "vpc_endpoint_gb",
    "transit_gateway_hour", "transit_gateway_gb", "public_ipv4_hour", "internet_out_gb",
    "flow_log_s3_gb", "flow_log_parquet_gb",
)  # fmt: skip
"""What has a price."""


def read(config: Mapping[str, Any]) -> dict[str, str]:
    """Return the settings that the tables `[rates]`, `[discounts]` and `[acknowledged]` mean, key to value.

    `[rates.us-east-1]` holds prices by item, `[discounts]` percentages by region or `*` (a number for every item, or a
    table by item), `[acknowledged]` reasons by the id of a recommendation, a check, or check/resource.

    Raises:
        UsageError: an item or a value is none; the sentence names it.
    """
    rows: dict[str, str] = {}
    for region, rates in _table(config, "rates").items():
        for item, price in _items(f"rates.{region}", rates).items():
            rows[f"price/{region}/{item}"] = _number(f"{item} in [rates.{region}]", price, "a price", None)
    for region, off in _table(config, "discounts").items():
        if isinstance(off, dict):
            for item, percent in _items(f"discounts.{region}", off).items():
                rows[f"discount/{region}/{item}"] = _number(f"{item} in [discounts.{region}]", percent, "percent", 100)
        else:
            rows[f"discount/{region}"] = _number(f"{region} in [discounts]", off, "percent", 100)
    for name, reason in _table(config, "acknowledged").items():
        if not isinstance(reason, str):
            raise UsageError(f"The config file has {name} = {reason!r} in [acknowledged]; write the reason as a text.")
        rows[f"acknowledged/{name}"] = reason
    return rows


def speak(duck: Duck, rows: Mapping[str, str] | None) -> None:
    """Let the settings count in this session; None leaves those that the file holds."""
    if rows is not None:
        said = json.dumps([{"key": key, "value": value} for key, value in rows.items()])
        duck.execute("set variable settings = $said", said=said)


def keep(duck: Duck, rows: Mapping[str, str] | None) -> None:
    """Keep the settings in the file, in place of those of an earlier config; None leaves what is there."""
    if rows is None:
        return
    duck.execute(
        "delete from setting where starts_with(key, 'price/') or starts_with(key, 'discount/') "
        "or starts_with(key, 'acknowledged/')"
    )
    for key, value in rows.items():
        duck.execute("insert into setting values ($key, $value)", key=key, value=value)


def _table(config: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = config.get(name, {})
    if not isinstance(found, dict):
        raise UsageError(f"The config file has {name} = {found!r}; write a table [{name}].")
    return found


def _items(where: str, found: object) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise UsageError(f"The config file has {found!r} for {where}; write a table of {', '.join(ITEMS)}.")
    for item in found:
        if item not in ITEMS:
            raise UsageError(f"The config file has {item!r} in [{where}]; write one of {', '.join(ITEMS)}.")
    return found


def _number(where: str, value: object, what: str, most: float | None) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0 or (most and value > most):
        raise UsageError(f"The config file has {where} = {value!r}; write {what} as a number from 0 on.")
    return f"{value:.9f}".rstrip("0").rstrip(".")
