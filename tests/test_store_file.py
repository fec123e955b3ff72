"""Copy, extend, rename: analysts and runs never wait for each other, and what is left over is taken up or discarded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nat_attrib import duck as engine
from nat_attrib import sqlfiles, store
from nat_attrib.errors import ExitCode, LockedError, NatAttribError, UsageError
from nat_attrib.store import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

HOLDER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "ro")
for line in sys.stdin:
    print(connection.execute(line).fetchall(), flush=True)
"""
WRITER = """
import sys
from pathlib import Path
from nat_attrib import sqlfiles, store
sqlfiles.root = lambda: Path(sys.argv[2])
with store.writing(Path(sys.argv[1])) as duck:
    duck.execute("insert into setting values ('from', 'the holder')")
    print("holding", flush=True)
    sys.stdin.readline()
"""


class Other:
    """Another process that holds the file and answers questions."""

    def __init__(self, script: str, *arguments: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", script, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, sql: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(sql + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@contextmanager
def other(script: str, *arguments: object) -> Iterator[Other]:
    held = Other(script, *arguments)
    try:
        yield held
    finally:
        held.process.kill()
        held.process.communicate()


@pytest.fixture(scope="module", autouse=True)
def _small_sql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tables and one macro: installing the hundred others takes a second and proves nothing about files."""
    small = tmp_path_factory.mktemp("small") / "sql"
    shutil.copytree(sqlfiles.root() / "schema", small / "schema")
    (small / "macros").mkdir()
    shutil.copy(sqlfiles.root() / "macros" / "10_utc.sql", small / "macros")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlfiles, "root", lambda: small)
        sqlfiles.text.cache_clear()
        yield
    sqlfiles.text.cache_clear()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of generation 1, with a setting."""
    db = tmp_path_factory.mktemp("published") / "nat.duckdb"
    put(db, "first", "run")
    return db


@pytest.fixture
def db(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy2(published, tmp_path / "nat.duckdb"))


def put(db: Path, key: str, value: str) -> None:
    with store.writing(db) as duck:
        duck.execute("insert into setting values ($key, $value)", key=key, value=value)


def settings(db: Path) -> dict[str, str]:
    with store.reading(db) as duck:
        return dict(duck.rows("from setting"))


def generation(db: Path) -> str | None:
    with store.reading(db) as duck:
        return schema.fact(duck, "generation")


class StoppedError(Exception):
    """What ends a run before it publishes."""


@contextmanager
def stopped(db: Path) -> Iterator[engine.Duck]:
    with suppress(StoppedError), store.writing(db) as duck:
        yield duck
        raise StoppedError


def killed(db: Path, key: str) -> None:
    """Leave what a run leaves that committed a setting and was killed."""
    with stopped(db) as duck:
        duck.execute("insert into setting values ($key, 'half')", key=key)


def left(db: Path) -> set[str]:
    return {path.name for path in db.parent.glob(f"{db.name}*")} - {db.name, db.name + ".lock"}


def test_every_run_is_the_next_generation_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    db = tmp_path / "nat.duckdb"
    for number in range(3):
        put(db, str(number), "x")
        assert generation(db) == str(number + 1)
        assert left(db) == set()
    assert settings(db) == {"0": "x", "1": "x", "2": "x"}


@pytest.mark.parametrize("mode", ["ro", "rw"])
def test_an_analyst_and_a_run_never_wait_for_each_other(db: Path, mode: str) -> None:
    with other(HOLDER, db, mode) as analyst:
        assert analyst.ask("select key from setting") == "[('first',)]"
        with store.writing(db) as duck:
            duck.execute("insert into setting values ('second', 'run')")
            assert analyst.ask("select key from setting") == "[('first',)]"
            with other(HOLDER, db, "ro") as another:
                answer = another.ask("select key from setting")
                # One who holds the file for writing keeps other readers out; that is between the two of them.
                assert answer == ("[('first',)]" if mode == "ro" else "")
        assert analyst.ask("select key from setting") == "[('first',)]"
        assert settings(db) == {"first": "run", "second": "run"}


def test_what_an_analyst_wrote_and_did_not_fold_in_is_taken_along(db: Path) -> None:
    with other(HOLDER, db, "rw") as analyst:
        analyst.ask("insert into setting values ('cross_az_sides', '1')")
        assert Path(f"{db}.wal").exists()
        put(db, "second", "run")
        assert settings(db) == {"first": "run", "second": "run", "cross_az_sides": "1"}
    assert settings(db) == {"first": "run", "second": "run", "cross_az_sides": "1"}


def test_what_is_no_database_is_not_held_open_by_anybody(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html>" * 1000, encoding="utf-8")
    with pytest.raises(NatAttribError, match=r"not a valid DuckDB database file!\); name another file with --db"):
        settings(page)


def test_a_log_that_is_not_of_this_file_is_removed_by_the_next_run(db: Path) -> None:
    with other(HOLDER, db, "rw") as analyst:
        analyst.ask("select 1")
        put(db, "second", "run")
        # The analyst still writes into the file that was replaced: the log lies beside one that it does not belong to.
        analyst.ask("insert into setting values ('too', 'late')")
        assert Path(f"{db}.wal").exists()
        with pytest.raises(NatAttribError, match=r"cannot be opened .* close the program that has it open for writing"):
            settings(db)
    put(db, "third", "run")
    assert settings(db) == {"first": "run", "second": "run", "third": "run"}


def test_an_analysts_change_outweighs_what_a_killed_run_left(db: Path) -> None:
    killed(db, "half")
    own = engine.connect(db)
    own.execute("insert into setting values ('cross_az_sides', '1')")
    own.close()
    put(db, "second", "run")
    assert settings(db) == {"first": "run", "second": "run", "cross_az_sides": "1"}


def test_a_second_run_is_told_who_is_at_work(db: Path) -> None:
    with other(WRITER, db, sqlfiles.root()) as first:
        assert first.hear() == "holding"
        with pytest.raises(LockedError, match=rf"is being written by process {first.process.pid} since 20") as told:
            put(db, "second", "run")
        assert told.value.exit_code == ExitCode.LOCKED
        assert settings(db) == {"first": "run"}
        first.ask("go on")
        assert first.process.wait() == 0
    put(db, "second", "run")
    assert settings(db) == {"first": "run", "from": "the holder", "second": "run"}


def test_a_killed_holder_lets_go(db: Path) -> None:
    with other(WRITER, db, sqlfiles.root()) as first:
        assert first.hear() == "holding"
    assert settings(db) == {"first": "run"}
    put(db, "second", "run")
    assert settings(db) == {"first": "run", "from": "the holder", "second": "run"}


def test_a_leftover_of_this_generation_is_taken_up(db: Path) -> None:
    killed(db, "half")
    assert settings(db) == {"first": "run"}
    assert left(db) == {"nat.duckdb.work"}
    put(db, "second", "run")
    assert settings(db) == {"first": "run", "half": "half", "second": "run"}
    assert generation(db) == "2"
    assert left(db) == set()


def test_a_leftover_of_another_generation_is_discarded(db: Path) -> None:
    killed(db, "half")
    stale = Path(shutil.copy(f"{db}.work", db.parent / "stale"))
    put(db, "second", "run")
    stale.rename(f"{db}.work")
    put(db, "third", "run")
    assert settings(db) == {"first": "run", "half": "half", "second": "run", "third": "run"}
    assert generation(db) == "3"


@pytest.mark.parametrize(
    ("left_over", "content"),
    [(".work", "empty"), (".work", "head"), (".work", "half"), (".work", "noise"), (".copy", "half")],
)
def test_a_damaged_leftover_is_discarded(db: Path, left_over: str, content: str) -> None:
    killed(db, "half")
    work = Path(f"{db}.work")
    whole = work.read_bytes()
    damaged = {"empty": b"", "head": whole[:4096], "half": whole[: len(whole) // 2], "noise": os.urandom(10_000)}
    work.unlink()
    Path(f"{db}{left_over}").write_bytes(damaged[content])
    Path(f"{db}{left_over}.wal").write_bytes(b"no log")
    put(db, "second", "run")
    assert settings(db) == {"first": "run", "second": "run"}
    assert left(db) == set()


def test_a_leftover_that_opens_and_then_fails_stops_one_run_and_not_the_next(db: Path) -> None:
    with stopped(db) as duck:
        duck.execute("create table bulk as select range i, md5(range::varchar) t from range(200_000)")
        duck.execute("checkpoint")
    work = Path(f"{db}.work")
    content = bytearray(work.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2**19] = bytes(2**19)
    work.write_bytes(content)
    with pytest.raises(NatAttribError, match=r"The working copy of .* is as it was"), store.writing(db) as duck:
        duck.rows("select sum(i), max(t) from bulk")
    assert settings(db) == {"first": "run"}
    put(db, "second", "run")
    assert settings(db) == {"first": "run", "second": "run"}


def test_a_missing_file_means_start_over_whatever_is_left(db: Path) -> None:
    killed(db, "half")
    db.unlink()
    put(db, "second", "run")
    assert settings(db) == {"second": "run"}
    assert generation(db) == "1"


def test_the_file_keeps_its_permissions_and_a_link_stays_a_link(db: Path) -> None:
    db.chmod(0o640)
    link = db.parent / "today.duckdb"
    link.symlink_to(db)
    put(link, "second", "run")
    assert link.is_symlink()
    assert db.stat().st_mode & 0o777 == 0o640
    assert settings(db) == settings(link) == {"first": "run", "second": "run"}
    with other(WRITER, db, sqlfiles.root()) as first:
        assert first.hear() == "holding"
        with pytest.raises(LockedError):
            put(link, "third", "run")


@pytest.mark.parametrize(("asked", "own"), [("1GB", 800_000_000), ("300MB", 150_000_000)])
def test_a_memory_limit_leaves_room_for_the_rest_of_the_process(asked: str, own: int) -> None:
    duck = engine.connect(memory_limit=asked)
    (shown,) = duck.row("select parse_formatted_bytes(current_setting('memory_limit'))")
    assert shown == pytest.approx(own, rel=0.001)
    duck.close()


def test_memory_that_runs_out_is_said_and_the_work_is_kept(db: Path) -> None:
    def run() -> None:
        with store.writing(db, memory_limit="8MB", threads=1) as duck:
            duck.execute("insert into setting values ('half', 'half')")
            duck.rows("select list(range order by hash(range)) from range(3_000_000)")

    with pytest.raises(NatAttribError, match=r"^Memory ran out .* raise --memory-limit\.$"):
        run()
    put(db, "second", "run")
    assert settings(db) == {"first": "run", "half": "half", "second": "run"}


NOT_OURS = {
    "text": b"hour,bytes\n2026-11-16,1\n" * 1000,
    "empty": b"",
    "half": None,
}


@pytest.mark.parametrize("kind", NOT_OURS)
def test_what_is_no_duckdb_file_is_refused_and_left_alone(db: Path, kind: str) -> None:
    content = NOT_OURS[kind]
    db.write_bytes(db.read_bytes()[:9000] if content is None else content)
    before = db.read_bytes()
    for use in (lambda: put(db, "second", "run"), lambda: settings(db)):
        with pytest.raises(NatAttribError, match=r"nat\.duckdb .*name another .* with --db\.$"):
            use()
    assert db.read_bytes() == before
    assert left(db) == set()


@pytest.mark.parametrize(
    "sql",
    [
        "create table orders (id integer)",
        "create table meta (key varchar, value varchar); insert into meta values ('schema_version', 'two')",
        "create table meta (id integer)",
    ],
)
def test_another_programs_tables_are_refused_and_left_alone(tmp_path: Path, sql: str) -> None:
    db = tmp_path / "nat.duckdb"
    theirs = engine.connect(db)
    theirs.connection.execute(sql)
    theirs.close()
    before = db.read_bytes()
    for use in (lambda: put(db, "second", "run"), lambda: settings(db)):
        with pytest.raises(
            NatAttribError, match=r"nat\.duckdb is not a nat-attrib file; name another one with --db\.$"
        ):
            use()
    assert db.read_bytes() == before
    assert left(db) == set()


def test_a_newer_schema_is_refused_and_left_alone(db: Path) -> None:
    newer = engine.connect(db)
    schema.state(newer, schema_version=99)
    newer.close()
    for use in (lambda: put(db, "second", "run"), lambda: settings(db)):
        with pytest.raises(NatAttribError, match=r"schema version 99.* install a newer one\.$"):
            use()
    newer = engine.connect(db)
    assert newer.rows("from setting") == [("first", "run")]
    newer.close()


def test_a_missing_file_and_a_missing_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^There is no .*; make it with nat-attrib run, or name another"):
        settings(tmp_path / "nat.duckdb")
    with pytest.raises(UsageError, match=r"^The folder .* does not exist; create it or name another file"):
        put(tmp_path / "none" / "nat.duckdb", "second", "run")


def test_a_folder_in_the_files_place_is_said(tmp_path: Path) -> None:
    db = tmp_path / "nat.duckdb"
    db.mkdir()
    for use in (lambda: put(db, "second", "run"), lambda: settings(db)):
        with pytest.raises(
            NatAttribError, match=r"nat\.duckdb cannot be (written|opened) .*name another file with --db"
        ):
            use()


def test_a_lock_file_that_cannot_be_made_is_said(db: Path) -> None:
    # What a read-only folder does to others than root.
    Path(f"{db}.lock").mkdir()
    with pytest.raises(NatAttribError, match=r"cannot be written \(.*nat\.duckdb\.lock: .*name another file with --db"):
        put(db, "second", "run")
    assert settings(db) == {"first": "run"}


def test_a_read_only_folder_is_said_and_can_be_read(db: Path) -> None:
    command = [sys.executable, "-c", READ_ONLY, str(db)]
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root may write everywhere, and there is no setpriv to take that from it")
        powers = "-dac_override,-dac_read_search"
        command = ["setpriv", f"--bounding-set={powers}", f"--inh-caps={powers}", *command]
    db.parent.chmod(0o555)
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    finally:
        db.parent.chmod(0o755)
    said, read = told
    assert said.startswith(f"{db} cannot be written ({db}.lock: Permission denied); give access to its folder")
    assert read == "[('first', 'run')]"


READ_ONLY = """
import sys
from pathlib import Path
from nat_attrib import store
from nat_attrib.errors import NatAttribError
try:
    with store.writing(Path(sys.argv[1])):
        pass
except NatAttribError as error:
    print(error)
with store.reading(Path(sys.argv[1])) as duck:
    print(duck.rows("from setting"))
"""


def program_of_tomorrow(folder: Path, monkeypatch: pytest.MonkeyPatch, upgrade: str) -> None:
    """Use a `sql/` with an upgrade and a new macro; macros and views that do not matter here are left out."""
    changed = folder / "tomorrow" / "sql"
    shutil.copytree(sqlfiles.root() / "schema", changed / "schema")
    for name, content in {
        "upgrades/002": upgrade,
        "reports/settings": "create or replace macro settings() as table from setting;",
    }.items():
        (changed / name).parent.mkdir()
        (changed / f"{name}.sql").write_text(content)
    monkeypatch.setattr(sqlfiles, "root", lambda: changed)
    sqlfiles.text.cache_clear()


@pytest.fixture
def older(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file, one schema version behind a program whose `setting` has one column more."""
    program_of_tomorrow(
        tmp_path, monkeypatch, "alter table setting add column set_by varchar; update setting set set_by = 'upgrade';"
    )
    for module in (schema, sys.modules["nat_attrib.store.file"], sys.modules["nat_attrib.store.copies"]):
        monkeypatch.setattr(module, "SCHEMA_VERSION", 2)
    return db


@pytest.fixture(autouse=True)
def _fresh_sql() -> Iterator[None]:
    yield
    sqlfiles.text.cache_clear()


UPGRADED = [("first", "run", "upgrade")]


def test_a_run_upgrades_an_older_file(older: Path) -> None:
    with store.writing(older) as duck:
        assert duck.rows("from settings()") == UPGRADED
    with store.reading(older) as duck:
        assert duck.rows("from settings()") == UPGRADED
        assert schema.version(duck) == 2


def test_reading_upgrades_an_older_file_once(older: Path) -> None:
    for _ in range(2):
        with store.reading(older) as duck:
            assert duck.rows("from settings()") == UPGRADED
            assert schema.fact(duck, "generation") == "2"
    assert left(older) == set()


def test_an_upgrade_publishes_nothing_of_a_killed_run(db: Path, request: pytest.FixtureRequest) -> None:
    killed(db, "half")
    older = request.getfixturevalue("older")
    with store.reading(older) as duck:
        assert duck.rows("from settings()") == UPGRADED


def test_an_upgrade_waits_for_no_run(db: Path, request: pytest.FixtureRequest) -> None:
    with other(WRITER, db, sqlfiles.root()) as first:
        assert first.hear() == "holding"
        older = request.getfixturevalue("older")
        with pytest.raises(LockedError), store.reading(older):
            pass


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(older: Path) -> None:
    (sqlfiles.root() / "upgrades" / "002.sql").write_text(
        "alter table setting add column set_by varchar;\nselect error('no');\n"
    )
    before = older.read_bytes()
    with pytest.raises(engine.Error, match="no"), store.reading(older):
        pass
    assert older.read_bytes() == before


def test_reading_brings_the_macros_of_this_program(db: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program_of_tomorrow(tmp_path, monkeypatch, "select error('of a later schema')")
    (sqlfiles.root() / "upgrades" / "002.sql").unlink()
    with store.reading(db) as duck:
        assert duck.rows("from settings()") == [("first", "run")]


def test_macros_of_a_newer_program_and_of_a_file_in_use_are_left_alone(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules["nat_attrib.store.file"]
    monkeypatch.setattr(module, "sql_hash", lambda: "other")
    Path(f"{db}.lock").mkdir()
    assert settings(db) == {"first": "run"}
    Path(f"{db}.lock").rmdir()
    monkeypatch.setattr(module, "__version__", "0.0.9")
    assert settings(db) == {"first": "run"}
    assert generation(db) == "1"
