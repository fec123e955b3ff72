"""Where the benchmark's data lies, and the jobs that every case needs. Data is made once and kept."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.bench.measure import ROOT, Job, python

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Data:
    """One set of flow logs that the generator made."""

    folder: Path

    @property
    def logs(self) -> Path:
        """The flow logs."""
        return self.folder / "logs"

    @property
    def inventory(self) -> Path:
        """The saved describe calls."""
        return self.folder / "inventory"

    @property
    def counted_bytes(self) -> int:
        """The bytes that a correct program attributes."""
        return int(json.loads((self.folder / "truth.json").read_text(encoding="utf-8"))["counted_bytes"])

    @property
    def rows(self) -> int:
        """Records in all files."""
        return int(json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))["wish"]["rows"])


@dataclass(frozen=True)
class Place:
    """What a run of the benchmark works on."""

    rows: int
    rounds: int
    cache: Path
    """Folder of kept data."""
    given: Path | None = None
    """Data made before, used in place of the main set."""

    @property
    def scratch(self) -> Path:
        """Folder for databases and downloads."""
        folder = self.cache / "scratch"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def main(self) -> Data:
        """Return the Parquet files of the main measurements."""
        return Data(self.given) if self.given else self.made(self.rows, 48)

    def made(self, rows: int, files: int, file_format: str = "parquet") -> Data:
        """Return generated data, made unless it is there."""
        folder = self.cache / f"{file_format}-{rows}-{files}"
        step("tests.bench.generate", "--rows", rows, "--files", files, "--format", file_format, "--out", folder)
        return Data(folder)

    def first_files(self, data: Data, files: int) -> Data:
        """Return the first files of a set as a set of its own, by links."""
        folder = self.scratch / f"first-{files}"
        shutil.rmtree(folder, ignore_errors=True)
        step("tests.bench.derived", "first-files", data.folder, files, folder)
        return Data(folder)

    def captured(self, data: Data, kind: str) -> Data:
        """Return the traffic of a set as one capture alone shows it."""
        folder = self.scratch / f"capture-{kind}"
        shutil.rmtree(folder, ignore_errors=True)
        step("tests.bench.derived", "capture", data.folder, kind, folder)
        return Data(folder)


def step(module: str, *arguments: object, environment: Mapping[str, str] | None = None) -> None:
    """Run a preparing module in a process of its own."""
    subprocess.run(python(module, *arguments), cwd=ROOT, check=True, env={**os.environ, **(environment or {})})


def forget(db: Path) -> None:
    """Delete a database and what lies beside it."""
    for path in db.parent.glob(f"{db.name}*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def whole_job(
    name: str,
    data: Data,
    db: Path,
    *options: object,
    source: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Job:
    """Return the job `nat-attrib run` from nothing to the published file, its bytes compared with the truth."""
    return Job(
        name,
        python("nat_attrib", "--db", db, "run", source or data.logs, "--inventory", data.inventory, *options),
        before=lambda: forget(db),
        after=lambda _: step("tests.bench.derived", "verify", db, data.folder),
        environment=environment or {},
    )


def on_one_core(job: Job) -> Job:
    """Return the job pinned to the first core, where the system can do that."""
    return replace(job, command=["taskset", "-c", "0", *job.command]) if shutil.which("taskset") else job
