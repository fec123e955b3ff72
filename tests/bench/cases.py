"""What is measured: each case returns lines of the table."""

from __future__ import annotations

import importlib.util
import json
import shutil
import socket
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.bench.lines import Line, Target, line
from tests.bench.measure import ROOT, Job, interleaved, python
from tests.bench.place import Data, Place, forget, on_one_core, step, whole_job

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENGINES = {"chDB": ("chdb", 1.2), "DataFusion": ("datafusion", 0.9), "polars": ("polars", 1.4)}
"""Engine to its module, and how much longer than its bare roll-up the whole job may take (at 100 M records)."""
MANY = 100_000_000
PUBLISHED = "published elsewhere: 115,000 records a second"
"""What flowlogs-reader was once measured to read, on another machine."""
CAPTURES = ("nat_eni", "regional", "nat_eni_v2", "next_hop", "route")
SINCE, UNTIL = "2026-11-16", "2026-11-18"
"""Holds the generated day."""


def yardstick(name: str, data: Data, engine: str | None = None) -> Job:
    """Return a yardstick that prints the counted bytes, or those of all records for the plain ones."""
    is_rollup = name.startswith("rollup")

    def check(said: str) -> None:
        if is_rollup and int(said) != data.counted_bytes:
            raise SystemExit(f"WRONG BYTES in {name}: {said}, not {data.counted_bytes}")

    label = f"roll-up alone, {engine}" if engine else name
    return Job(label, python("tests.bench.yardstick", name, data.logs, data.inventory), after=check)


def parquet(place: Place) -> list[Line]:
    """Measure the whole job on local Parquet beside bare engines on the same files."""
    data = place.main()
    installed = {name: told for name, told in ENGINES.items() if importlib.util.find_spec(told[0])}
    base, whole = "b: bare DuckDB GROUP BY srcaddr, dstaddr", "whole job"
    jobs = [
        Job(base, python("tests.bench.yardstick", "base", data.logs, data.inventory)),
        Job("decode alone", python("tests.bench.yardstick", "decode", data.logs, data.inventory)),
        yardstick("rollup_duckdb", data, "DuckDB"),
        *(yardstick(f"rollup_{told[0]}", data, name) for name, told in installed.items()),
        whole_job(whole, data, place.scratch / "whole.duckdb"),
    ]
    found = interleaved(jobs, place.rounds)
    is_many = data.rows >= MANY
    lines = [line(found, base)]
    lines += [line(found, job.name, base, label="b") for job in jobs[1:-1]]
    lines.append(line(found, whole, base, label="b", target=Target(1.4 if is_many else 1.6)))
    lines.append(line(found, whole, "roll-up alone, DuckDB", label="DuckDB"))
    for name, (module, limit) in ENGINES.items():
        if name in installed:
            note = "" if is_many else "target is for 100 M records"
            target = Target(limit)
            lines.append(line(found, whole, f"roll-up alone, {name}", label=name, target=target, note=note))
        else:
            lines.append(Line(f"roll-up alone, {name}", note=f"not installed (pip install {module})"))
    return lines


def memory(place: Place) -> list[Line]:
    """Measure the whole job with --memory-limit 1GB."""
    data = place.main()
    name = "whole job, --memory-limit 1GB"
    plain = whole_job("whole job", data, place.scratch / "whole.duckdb")
    found = interleaved([plain, whole_job(name, data, place.scratch / "memory.duckdb", "--memory-limit", "1GB")], 1)
    note = "one run" if data.rows >= MANY else "one run; target is for 100 M records"
    return [line(found, name, "whole job", label="without limit", target=Target(1280, of="MiB"), note=note)]


def again(place: Place) -> list[Line]:
    """Measure a run that finds nothing new."""
    data, db = place.main(), place.scratch / "again.duckdb"
    first = whole_job("whole job", data, db)
    name = "run with nothing new"
    found = interleaved([first], 1)
    nothing = Job(name, first.command, after=first.after)
    later = interleaved([nothing], place.rounds)
    return [line(later, name, note=f"after {found.median('whole job').seconds:.1f} s for the first run")]


def range_join(place: Place) -> list[Line]:
    """Measure the per-record range join with the prefixes beside the whole job, on eight files."""
    data = place.first_files(place.main(), 8)
    rival, mine = "range join per record, 8 files", "whole job, 8 files"
    jobs = [
        Job(rival, python("tests.bench.yardstick", "range_join", data.logs, data.inventory)),
        whole_job(mine, data, place.scratch / "range.duckdb"),
    ]
    found = interleaved(jobs, place.rounds)
    return [line(found, mine), line(found, rival, mine, label="whole job", target=Target(10, at_least=True))]


def text(place: Place) -> list[Line]:
    """Measure gzip text on one core, beside plain unpacking and flowlogs-reader."""
    data = place.made(max(place.rows // 12, 1), 4, "text")
    files = sorted(map(str, data.logs.rglob("*.gz")))
    floor, mine, rival = "zcat of the text files", "whole job, gzip text, one core", "flowlogs-reader, one core"
    jobs = [
        on_one_core(Job(floor, [shutil.which("zcat") or "gzcat", *files])),
        on_one_core(whole_job(mine, data, place.scratch / "text.duckdb", "--threads", 1)),
    ]
    has_rival = importlib.util.find_spec("flowlogs_reader") is not None
    if has_rival:
        reader = python("tests.bench.yardstick", "flowlogs_reader", data.logs, data.inventory)
        jobs.append(on_one_core(Job(rival, reader)))
    found = interleaved(jobs, place.rounds)
    note = f"{data.rows:,} records"
    lines = [line(found, floor, note=note), line(found, mine, floor, label="zcat", target=Target(2.0), note=note)]
    if has_rival:
        lines.append(line(found, rival, mine, label="whole job", target=Target(8, at_least=True)))
    else:
        lines.append(Line(rival, note=f"not installed (pip install flowlogs-reader); {PUBLISHED}"))
    return lines


def small(place: Place) -> list[Line]:
    """Measure what an object costs when there are many: the time beyond a run with one object, by the objects."""
    most = max(place.rows // 2000, 4)
    counts = [count for count in (most // 100, most // 10, most) if count > 1]
    records = 200
    sets = {count: place.made(count * records, count) for count in (1, *counts)}
    names = {count: f"whole job, {count:,} objects of {records} records" for count in sets}
    jobs = [whole_job(names[count], data, place.scratch / f"small-{count}.duckdb") for count, data in sets.items()]
    found = interleaved(jobs, place.rounds)
    start = found.median(names[1]).seconds
    costs = {count: (found.median(names[count]).seconds - start) / (count - 1) for count in counts}
    lines = [line(found, names[1])]
    for count in counts:
        took = found.median(names[count])
        ratio = costs[count] / costs[counts[0]] if count > counts[0] else None
        over = f"cost per object at {counts[0]:,}"
        target = Target(1.2) if count == counts[-1] and ratio is not None else None
        note = f"{costs[count] * 1000:.2f} ms an object beyond the first"
        lines.append(Line(names[count], took, ratio, None, over if ratio else "", target, note))
    return lines + _ledger(place, sets[most], most)


def _ledger(place: Place, data: Data, objects: int) -> list[Line]:
    """Measure a run with nothing new over a ledger ten times as long, beside listing the folder."""
    folder, db = place.scratch / "ledger", place.scratch / "ledger.duckdb"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(data.logs, folder)
    forget(db)
    shutil.copy(place.scratch / f"small-{objects}.duckdb", db)
    step("tests.bench.derived", "ledger", db, folder, 9)
    floor, mine = f"list {objects * 10:,} files", f"run with nothing new, {objects * 10:,} objects in the ledger"
    command = python("nat_attrib", "--db", db, "run", folder, "--inventory", data.inventory)
    jobs = [
        Job(floor, python("tests.bench.yardstick", "list_folder", folder, data.inventory)),
        Job(mine, command, after=lambda _: step("tests.bench.derived", "verify", db, data.folder)),
    ]
    found = interleaved(jobs, place.rounds)
    shutil.rmtree(folder)
    return [line(found, floor), line(found, mine, floor, label="listing", note="reported, no target")]


def report(place: Place) -> list[Line]:
    """Measure reports over the folded grain of many detailed rows."""
    data, db = place.main(), place.scratch / "report.duckdb"
    rows = max(place.rows // 2, 1000)
    forget(db)
    step("tests.bench.derived", "report", db, data.folder, rows)
    command = python("nat_attrib", "--db", db, "report", "--since", "7d")
    table, complete = "report --since 7d", "report --since 7d --format json"

    def check(said: str) -> None:
        shown = json.loads(said)
        if not shown["totals"]["bytes"]:
            raise SystemExit("The report over the invented rows shows no bytes.")

    found = interleaved([Job(table, command), Job(complete, [*command, "--format", "json"], after=check)], place.rounds)
    note = f"{rows:,} detailed rows in 7 days, whole process"
    target = Target(1.0, of="seconds")
    return [line(found, table, target=target, note=f"{note}; target is for 50 M"), line(found, complete, note=note)]


def s3(place: Place) -> list[Line]:
    """Measure the whole job from an S3 server on this machine, beside downloading alone and reducing alone."""
    data = place.main()
    with _server(place.scratch) as url:
        keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1"}
        environment = {**keys, "AWS_ENDPOINT_URL": url, "AWS_EC2_METADATA_DISABLED": "true"}
        step("tests.bench.derived", "upload", data.folder, url, "logs", environment=environment)
        floor, local, mine = "download alone", "whole job, local files", "whole job from S3"
        download = python("tests.bench.yardstick", "download", url, place.scratch / "downloads")
        window = ("--since", SINCE, "--until", UNTIL)
        jobs = [
            Job(floor, download, environment=environment),
            whole_job(local, data, place.scratch / "local.duckdb"),
            whole_job(
                mine,
                data,
                place.scratch / "s3.duckdb",
                *window,
                source="s3://logs/AWSLogs/",
                environment=environment,
            ),
        ]
        found = interleaved(jobs, place.rounds)
    note = "the server uses the same cores"
    ratio = line(found, mine, floor, local, label="larger of the two", target=Target(1.2), note=note)
    return [line(found, floor, note=note), line(found, local), ratio]


@contextmanager
def _server(scratch: Path) -> Iterator[str]:
    """Run moto's S3 server as a process of its own for the length of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = python("tests.bench.server", port)
    with (scratch / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log)
    try:
        assert process.stdout is not None
        if not process.stdout.readline():
            raise SystemExit(f"The S3 server did not start; {scratch / 'server.log'} says why.")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def captures(place: Place) -> list[Line]:
    """Measure the whole job over the same traffic as each capture shows it, by the record that is read."""
    data = place.main()
    sets = {kind: place.captured(data, kind) for kind in CAPTURES}
    names = {kind: f"whole job, {kind} alone" for kind in CAPTURES}
    found = interleaved(
        [whole_job(names[kind], sets[kind], place.scratch / f"{kind}.duckdb") for kind in CAPTURES], place.rounds
    )
    each = {kind: found.median(names[kind]).seconds / sets[kind].rows for kind in CAPTURES}
    return [
        Line(
            names[kind],
            found.median(names[kind]),
            each[kind] / each["nat_eni"] if kind != "nat_eni" else None,
            None,
            "a record of nat_eni" if kind != "nat_eni" else "",
            Target(2.0) if kind in {"route", "next_hop"} else None,
            f"{sets[kind].rows:,} records, {each[kind] * 1e6:.2f} s a million",
        )
        for kind in CAPTURES
    ]


def security_lake(place: Place) -> list[Line]:
    """Measure the whole job over the same records as Security Lake keeps them."""
    data = place.main()
    plain, lake = "whole job", "whole job, Security Lake"
    sets = {plain: data, lake: place.captured(data, "security_lake")}
    found = interleaved(
        [
            whole_job(name, held, place.scratch / f"lake-{number}.duckdb")
            for number, (name, held) in enumerate(sets.items())
        ],
        place.rounds,
    )
    return [line(found, lake, plain, label="raw Parquet", target=Target(1.5))]


CASES = {
    "parquet": parquet,
    "memory": memory,
    "again": again,
    "range": range_join,
    "text": text,
    "small": small,
    "report": report,
    "s3": s3,
    "captures": captures,
    "security_lake": security_lake,
}
