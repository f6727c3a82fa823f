"""Kills in the middle of an import, a pack and an export: nothing half is left, the project stays as it was.

Run by hand: ``python tests/bench/kill_working.py [--kills 20] [--only import,pack]``. Half of the kills in an
import are of the process that reads files, which costs the file it reads, half of the whole program. Ends
with 1 at the first thing that is not as it should be. Not on Windows.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from layers.project.file import load_project  # noqa: E402
from layers.sample import sample_path  # noqa: E402
from tests.hostile.test_kills import is_whole, seen  # noqa: E402


def children(pid: int) -> list[int]:
    """Processes that a process has started."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [int(word) for word in found.read_text().split()]
    except OSError:
        return []


def main() -> int:
    """Kill, look, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="import,pack,export")
    given = parser.parse_args()
    chance = random.Random(given.seed)
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    project, out, scratch, raw = (folder / name for name in ("p.gpkg", "out", "tmp", "in"))
    shutil.copy(sample_path(), project)
    shutil.copytree(ROOT / "resources" / "sample" / "files", raw)
    with (raw / "large.csv").open("w", encoding="utf-8") as file:  # so large that it is read apart
        file.write("名称,经度,纬度\n" + "村,119.5,39.9\n" * 140_000)
    before = project.read_bytes()
    environment = dict(os.environ, TMPDIR=str(scratch), QT_QPA_PLATFORM="offscreen", HAVEN_HOME=str(folder))
    works = {
        "import": ["import", str(raw), "-o", str(out / "new.gpkg")],
        "pack": ["pack", str(project), "-o", str(out)],
        "export": ["export", str(project), "-o", str(out)],
    }
    for name, words in works.items():
        if name not in given.only.split(","):
            continue
        counts = dict.fromkeys(("killed", "reader", "ended before"), 0)
        out.mkdir(exist_ok=True)
        scratch.mkdir(exist_ok=True)
        command = [sys.executable, "main.py", *words]
        began = time.monotonic()
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=600)
        whole_s = time.monotonic() - began
        names = {path.name for path in seen(out)}
        for kill in range(given.kills):
            shutil.rmtree(out)
            out.mkdir()
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            time.sleep(whole_s * (0.2 + 0.8 * chance.random()))
            readers = children(process.pid) if name == "import" and kill % 2 else []
            for reader in readers:
                os.kill(reader, signal.SIGKILL)
            if not readers:
                process.kill()
            text, _ = process.communicate(timeout=600)
            counts["reader" if readers else "ended before" if process.returncode == 0 else "killed"] += 1
            left = [path for path in seen(out) if path.is_file()]
            for path in left:
                if path.suffix == ".gpkg" and name == "import":
                    load_project(path)
            if readers and (process.returncode != 0 or "large.csv" not in text):
                print(f"{name}: a dead reader is not told: {process.returncode}\n{text}")
                return 1
            if not all(map(is_whole, left)) or not {path.name for path in left} <= names:
                print(f"{name}: half a file: {[str(path) for path in left]}")
                return 1
            if project.read_bytes() != before:
                print(f"{name}: the project is another")
                return 1
        print(f"{name} ({whole_s:.1f} s): {counts}", flush=True)
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
