"""Builds the wheel and proves that it holds all of `sql/` and `sample_logs/` and runs alone: `make dist-check`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

from tests.conftest import ROOT

_CARRIED = ("sql", "sample_logs")


def main() -> None:
    """Exit with a sentence where the wheel is not what the checkout is."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # from the source archive, as an installer without a wheel would
        _run(sys.executable, "-m", "hatchling", "build", "-d", str(folder), "-t", "sdist", cwd=ROOT)
        archive = next(folder.glob("*.tar.gz"))
        _run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", name, str(archive))
        wheel = next(folder.glob("*.whl"))
        _compare(wheel)
        _run_alone(wheel, folder / "alone")
    print(f"{wheel.name} holds everything and runs alone")


def _compare(wheel: Path) -> None:
    for top in _CARRIED:
        tracked = subprocess.run(["git", "ls-files", top], cwd=ROOT, check=True, capture_output=True, text=True)
        wanted = {line: (ROOT / line).read_bytes() for line in tracked.stdout.splitlines()}
        with zipfile.ZipFile(wheel) as packed:
            prefix = f"nat_attrib/{top}/"
            held = {
                info.filename.removeprefix("nat_attrib/"): packed.read(info)
                for info in packed.infolist()
                if info.filename.startswith(prefix) and not info.is_dir()
            }
        wrong = sorted(name for name in wanted.keys() | held.keys() if wanted.get(name) != held.get(name))
        if wrong:
            sys.exit(f"the wheel and the checkout differ in {', '.join(wrong[:5])} ({len(wrong)} files)")


def _run_alone(wheel: Path, place: Path) -> None:
    venv.create(place, with_pip=True)
    _run(str(place / "bin" / "pip"), "install", "--quiet", str(wheel))
    # away from the checkout, so that nothing is found by luck
    for command in (("--help",), ("demo",)):
        _run(str(place / "bin" / "nat-attrib"), *command, cwd=place)


def _run(*command: str, cwd: Path | None = None) -> None:
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
