"""A made province with one worker and with two, cut off and taken up again, and by a scheduler's address.

Run by hand: ``python -m tests.bench.bench_batch --counties 10 30 120`` (``--pack`` with all documents).
One more county of each province is broken. At the end stands what 3,000 counties need: their documents are
written, from the results of the largest province again and again; the rest is reckoned.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from models.kernel.progress import run_to_end
from models.province.results import decoded
from tests.bench.made_province import write_province

ROOT = Path(__file__).resolve().parents[2]
TOWNSHIPS_OF_COUNTY = 2000 / 120
BROKEN = "坏县"
COUNTRY = 3000


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
    return f"{len(done)} done, failed {failed}, {seconds:.2f} s a county, at most {peak:.0f} MB a process"


def size_mb(folder: Path) -> float:
    """What a folder holds."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def measured(top: Path, counties: int, more: list[str]) -> dict[int, float]:
    """One row of the table for each number of workers; seconds by workers."""
    folder, took = top / f"in{counties}", {}
    write_province(folder, counties, round(counties * TOWNSHIPS_OF_COUNTY))
    (folder / BROKEN).mkdir()
    (folder / BROKEN / "乡镇.geojson").write_text("not json", encoding="utf-8")
    for workers in (1, 2):
        out = top / f"w{counties}-{workers}"
        took[workers], said = run(folder, out, "--workers", str(workers), *more)
        print(
            f"{counties:>8} {workers:>7} {took[workers]:>8.1f} s  {told(said)}; {size_mb(out):.1f} MB",
            flush=True,
        )
    print(f"{counties:>8} two workers take {took[2] / took[1]:.2f} of one's time", flush=True)
    return took


def cut_off(top: Path, counties: int, more: list[str]) -> None:
    """A run that is killed when a third is done, taken up again, and run once more with nothing changed."""
    folder, out = top / f"in{counties}", top / "killed"
    cut = subprocess.Popen(
        command(folder, out, "--workers", "2", *more),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while cut.poll() is None and len(list(out.glob("counties/*/result.json"))) <= counties / 3:
        time.sleep(0.1)
    os.killpg(cut.pid, signal.SIGKILL)
    cut.wait()
    left = len(list(out.glob("counties/*/result.json")))
    seconds, said = run(folder, out, "--workers", "2", *more)
    print(f"killed after {left} of {counties + 1}, taken up again: {seconds:.1f} s; {told(said)}", flush=True)
    again, _ = run(folder, out, "--workers", "2", *more)
    print(f"once more, nothing changed: {again:.1f} s", flush=True)


def by_scheduler(top: Path, counties: int, more: list[str]) -> None:
    """The same counties handed to a scheduler."""
    with scheduler(2, top) as address:
        seconds, said = run(top / f"in{counties}", top / "scheduled", "--scheduler", address, *more)
        print(f"by a scheduler's address, 2 threads: {seconds:.1f} s; {told(said)}", flush=True)


def country(top: Path, counties: int, one_worker_s: float) -> None:
    """What so many counties need: their workbook and map written, the rest reckoned."""
    from reports.province.book import write_province as write_book
    from ui.cli.jobs import painting_application
    from ui.printing.province import write_province_map

    out = top / f"w{counties}-1"
    known = [decoded(path.read_bytes()) for path in sorted(out.glob("counties/*/result.json"))]
    some = [one for one in known if one is not None and one.is_done]
    results = [some[number % len(some)] for number in range(COUNTRY)]
    begun = time.monotonic()
    run_to_end(write_book(results, "country", top / "country.xlsx", "zh", date(2026, 1, 1)))
    book_s = time.monotonic() - begun
    painting_application()
    begun = time.monotonic()
    write_province_map(results, "country", top / "country.pdf", "zh", date(2026, 1, 1))
    map_s = time.monotonic() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"workbook of {COUNTRY:,}: {book_s:.1f} s, map {map_s:.1f} s, {peak:.0f} MB", flush=True)
    each = one_worker_s / counties
    disk = size_mb(out / "counties") / counties * COUNTRY / 1000
    print(
        f"{COUNTRY:,} counties by {each:.2f} s each: {COUNTRY * each / 60:.0f} min with one worker, "
        f"{COUNTRY * each / 480:.0f} min with eight; {disk:.1f} GB on disk",
        flush=True,
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, nargs="+", default=[10, 30])
    parser.add_argument("--pack", action="store_true")
    given = parser.parse_args()
    more = ["--family", "shelter", "--new", "3", *([] if given.pack else ["--no-pack"])]
    with tempfile.TemporaryDirectory(prefix="haven-bench-") as name:
        top = Path(name)
        print("counties workers    time", flush=True)
        took = {counties: measured(top, counties, more) for counties in given.counties}
        first, last = given.counties[0], given.counties[-1]
        cut_off(top, first, more)
        by_scheduler(top, first, more)
        country(top, last, took[last][1])


if __name__ == "__main__":
    main()
