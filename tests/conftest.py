"""Fixtures that every test may use, and the guards that keep tests on this machine."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.loaders import JSONFileLoader

from nat_attrib import duck as engine
from nat_attrib import sqlfiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.duck import Duck

ROOT = Path(__file__).parents[1]
"""The checkout."""
SHARED = ROOT.parent / "shared"
"""Reference data that is not part of the repository; tests that read it skip where it is absent."""


def shared(path: str) -> Path:
    """Return a path under `SHARED`, or skip the test when it is not there."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"needs ../shared/{path}, which is not part of the repository")
    return found


def install_all(duck: Duck) -> Duck:
    """Create the tables, macros, views and reports that a published file has."""
    with duck.aside() as other:
        for folder in ("schema", "macros", "views", "held", "reports"):
            for name in sqlfiles.names(folder):
                other.run(name)
    return duck


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the slow modules first: where one comes last, the other workers wait for it."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def store_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed file with every table, view and macro, and no rows: copying it is twenty times faster than making it."""
    path = tmp_path_factory.mktemp("template") / "empty.duckdb"
    install_all(engine.connect(path)).close()
    return path


@pytest.fixture
def empty_store(store_template: Path, tmp_path: Path) -> Iterator[Duck]:
    """A file of the test's own with every table, view and macro, and no rows."""
    duck = engine.connect(shutil.copy(store_template, tmp_path / "empty_store.duckdb"))
    yield duck
    duck.close()


@pytest.fixture(scope="session", autouse=True)
def _models_once() -> None:
    """Parse each of botocore's descriptions of AWS once, not in every session that a test makes."""
    # Of one loader: each session has its own, and a cache of the method would tell them apart.
    JSONFileLoader.load_file = staticmethod(cache(JSONFileLoader().load_file))


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test can use real credentials, and none depends on the settings of whoever runs it."""
    for name in list(os.environ):
        if name.startswith(("NAT_ATTRIB_", "AWS_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if not _is_local(address):
            raise AssertionError(f"a test tried to leave loopback: {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
