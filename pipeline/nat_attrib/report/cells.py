"""How one value looks: rules by the column's name and the value's type, so a new column needs no code.

Text from logs, tags and DNS may hold anything; `printable` keeps it from steering a terminal.
"""

from __future__ import annotations

import math
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

GIB = 2**30
UNKNOWN = "-"
"""How tables show NULL."""

_NAMED = 3
"""How many gateways or regions a sentence names before it says how many more there are."""
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode categories that move the cursor, switch the writing direction or break the line instead of showing."""


def printable(text: str) -> str:
    r"""Return the text with every invisible or steering character written out, such as `\x1b`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_spelled(char) if is_steering(char) else char for char in text)


def is_steering(char: str) -> bool:
    """Tell whether a character steers whatever shows it instead of being shown."""
    return unicodedata.category(char) in _STEERING


def _spelled(char: str) -> str:
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def listed(names: Sequence[object]) -> str:
    """Return the first few names, and how many more there are."""
    said = ", ".join(printable(str(name)) for name in names[:_NAMED])
    return said if len(names) <= _NAMED else f"{said} and {len(names) - _NAMED} more"


def plain(value: object) -> object:
    """Return the value as JSON has it: whole numbers and floats stay numbers, times are ISO 8601 with `Z`."""
    match value:
        case datetime():
            found: object = value.isoformat() + ("Z" if value.tzinfo is None else "")
        case date():
            found = value.isoformat()
        case Decimal() | float():
            found = float(value) if math.isfinite(value) else None
        case dict():
            found = {str(key): plain(each) for key, each in value.items()}
        case list() | tuple():
            found = [plain(each) for each in value]
        case _:
            found = value
    return found


def shown(column: str, value: object) -> str:
    """Return the text that tables show for a value of a column.

    Columns with `bytes` in their name are GiB with one decimal, with `usd` dollars with two, with `share` or `coverage`
    percentages; other fractions have one decimal. Booleans are yes or no, NULL is `-`, lists are comma separated.
    """
    match value:
        case None:
            found = UNKNOWN
        case bool():
            found = "yes" if value else "no"
        case int() | float() | Decimal():
            found = _number(column, float(value) if isinstance(value, Decimal) else value)
        case list() | tuple():
            found = ", ".join(shown(column, each) for each in value) or UNKNOWN
        case dict():
            found = ", ".join(f"{printable(str(key))}={shown('', each)}" for key, each in value.items()) or UNKNOWN
        case datetime():
            found = f"{value:%Y-%m-%d %H:%M}"
        case _:
            found = printable(str(value))
    return found


def is_dollars(column: str) -> bool:
    """Tell whether a column holds dollars."""
    return "usd" in column.split("_")


def is_bytes(column: str) -> bool:
    """Tell whether a column holds bytes."""
    return "bytes" in column.split("_")


def _number(column: str, value: float) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return UNKNOWN
    words = column.split("_")
    if is_dollars(column):
        return dollars(value)
    if is_bytes(column):
        return gib(value)
    if "share" in words or "coverage" in words:
        return percent(value)
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.1f}"


def dollars(value: float) -> str:
    """Return dollars with two decimals; an amount that rounds to nothing but is something reads `<$0.01`."""
    if 0 < value < 0.005:
        return "<$0.01"
    return f"-${-value:,.2f}" if value <= -0.005 else f"${abs(value):,.2f}"


def gib(value: float) -> str:
    """Return bytes as GiB (2^30) with one decimal; an amount that rounds to nothing but is something reads `<0.1`."""
    return "<0.1" if 0 < value < 0.05 * GIB else f"{value / GIB:,.1f}"


def signed_gib(change: float) -> str:
    """Return a difference of bytes as GiB with its sign."""
    return f"-{gib(-change)}" if change < 0 else f"+{gib(change)}" if change else gib(0)


def percent(share: float) -> str:
    """Return a share as a percentage with one decimal; 99.96 % is never rounded up to 100 %."""
    if 0.9995 <= share < 1:
        return "99.9 %"
    return "<0.1 %" if 0 < share < 0.0005 else f"{share * 100:.1f} %"


def bar(share: float, width: int) -> str:
    """Return a horizontal bar of at most `width` characters in steps of an eighth."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    if share > 0:
        eighths = max(1, eighths)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8]
