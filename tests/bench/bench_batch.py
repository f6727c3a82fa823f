"""A made province with one worker and with two, cut off and taken up again, and by a scheduler's address.

Run by hand: ``python -m tests.bench.bench_batch --counties 10 30 120`` (``--pack`` with all documents).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.made_province import write_province

ROOT = Path(__file__).resolve().parents[2]
TOWNSHIPS_OF_COUNTY = 2000 / 120
BROKEN = "坏县"


def command(folder: Path, out: Path, *more: str) -> list[str]:
    """The command line of a batch."""
    return [sys.executable, str(ROOT / "main.py"), "batch", str(folder), "-o", str(out), "--json", *more]


def run(folder: Path, out: Path, *more: str) -> tuple[float, dict]:
    """Seconds that a batch takes, and what it says."""
    begun = time.monotonic()
    done = subprocess.run(command(folder, out, *more), capture_output=True, check=True)
    return time.monotonic() - begun, json.loads(done.stdout)


@contextmanager
def scheduler(workers: int, folder: Path) -> Iterator[str]:
    """Address of a scheduler of this computer with so many workers."""
    bin_folder, env = Path(sys.executable).parent, {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    dask = str(bin_folder / "dask")
    address = "tcp://127.0.0.1:18786"
    begun = [subprocess.Popen([dask, "scheduler", "--host", "127.0.0.1", "--port", "18786", "--no-dashboard"],
                              cwd=folder, env=env, stderr=subprocess.DEVNULL)]  # fmt: skip
    try:
        begun.append(subprocess.Popen([dask, "worker", address, "--nthreads", str(workers), "--no-dashboard"],
                                      cwd=folder, env=env, stderr=subprocess.DEVNULL))  # fmt: skip
        yield address
    finally:
        for process in reversed(begun):
            process.terminate()
            process.wait(20)


def told(said: dict) -> str:
    """How many counties were done, and what they took."""
    done = [one for one in said["counties"] if not one["reason"]]
    failed = [one["key"] for one in said["counties"] if one["reason"]]
    peak = max((one["peak_mb"] or 0.0 for one in done), default=0.0)
    seconds = sum(one["seconds"] for one in done) / max(len(done), 1)
    return f"{len(done)} done, failed {failed}, {seconds:.1f} s and at most {peak:.0f} MB a county"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, nargs="+", default=[10, 30])
    parser.add_argument("--pack", action="store_true")
    given = parser.parse_args()
    more = ["--family", "shelter", "--new", "3", *([] if given.pack else ["--no-pack"])]
    with tempfile.TemporaryDirectory(prefix="haven-bench-") as name:
        top = Path(name)
        for number in given.counties:
            folder = top / f"in{number}"
            write_province(folder, number, round(number * TOWNSHIPS_OF_COUNTY))
            (folder / BROKEN).mkdir()
            (folder / BROKEN / "乡镇.geojson").write_text("not json", encoding="utf-8")
            took = {}
            for workers in (1, 2):
                took[workers], said = run(
                    folder, top / f"w{number}-{workers}", "--workers", str(workers), *more
                )
                print(
                    f"{number} counties, {workers} worker(s): {took[workers]:.1f} s; {told(said)}", flush=True
                )
            print(f"{number} counties: two workers take {took[2] / took[1]:.2f} of one's time", flush=True)

        number = given.counties[0]
        folder, out = top / f"in{number}", top / "killed"
        cut = subprocess.Popen(
            command(folder, out, "--workers", "2", *more),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(took[2] * 0.5 if number == given.counties[-1] else 15.0)
        os.killpg(cut.pid, signal.SIGKILL)
        cut.wait()
        left = len(list(out.glob("counties/*/result.json")))
        seconds, said = run(folder, out, "--workers", "2", *more)
        print(
            f"killed after {left} of {number + 1}, taken up again: {seconds:.1f} s; {told(said)}", flush=True
        )
        again, _ = run(folder, out, "--workers", "2", *more)
        print(f"once more, nothing changed: {again:.1f} s", flush=True)

        with scheduler(2, top) as address:
            shutil.rmtree(out)
            seconds, said = run(folder, out, "--scheduler", address, *more)
            print(f"by a scheduler's address, 2 threads: {seconds:.1f} s; {told(said)}", flush=True)


if __name__ == "__main__":
    main()
