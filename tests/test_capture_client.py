"""Captures at the clients' own ENIs: what their records and the route tables tell of a gateway that nobody logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.capture_world import captures, found, noise, one_gateway, talk, truth, v
from tests.test_capture_gateway import ran

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("version", "form"), [(2, "text-gz"), (3, "parquet"), (5, "parquet"), (5, "text")])
def test_the_route_tables_tell_what_passed_the_gateway(tmp_path: Path, version: int, form: str) -> None:
    world = noise(talk(one_gateway(aligned=True)))
    db = ran(tmp_path, world, (world.of_clients(), v(version, file_format=form)))
    assert captures(db) == {"route"}
    assert found(db) == truth(world)
