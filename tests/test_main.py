"""First start, later starts and the test command. Set-up runs for real: a tiny package, no network."""

from __future__ import annotations

import ast
import base64
import hashlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

import main
from tests import checks
from tests.helpers import ROOT
from ui.bootstrap import environment, setup

BASE_PYTHON = Path(sys.base_prefix, "python.exe" if os.name == "nt" else f"bin/python3.{sys.version_info[1]}")
UNIX = pytest.mark.skipif(os.name == "nt", reason="system packages and signals are a matter of Unix")


# -- a project with one tiny dependency, set up for real


def make_wheel(folder: Path, version: str) -> str:
    """Write a wheel of the package ``tinydep`` and return the line that pins it."""
    info = f"tinydep-{version}.dist-info"
    files = {
        "tinydep.py": f"VERSION = '{version}'\n",
        "tinydep_unused.py": "",
        "tests/tinydep_tests.py": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tinydep\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    digests = {
        name: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        for name, text in files.items()
    }
    record = [f"{name},sha256={digests[name]},{len(text)}" for name, text in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""])
    wheel = folder / f"tinydep-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return f"tinydep=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


class Copy:
    """A copy of the door with a command line that says what it was started with."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "tests" / "project"  # a place's own name says nothing of what is in it
        self.wheels = folder / "wheels"
        self.empty = folder / "empty"
        self.data = folder / "data"
        for made in (
            self.root / "ui/bootstrap",
            self.root / "ui/cli",
            self.root / "resources/requirements",
            self.wheels,
            self.empty,
        ):
            made.mkdir(parents=True)
        for name in (
            "main.py",
            "ui/__init__.py",
            "ui/bootstrap/__init__.py",
            "ui/cli/__init__.py",
            "ui/bootstrap/environment.py",
            "ui/bootstrap/setup.py",
        ):
            shutil.copy(ROOT / name, self.root / name)
        (self.root / "ui/cli/commandline.py").write_text(
            "import os, sys\n"
            "def run(argv):\n"
            "    import tinydep\n"
            "    print(tinydep.VERSION, sys.prefix, argv, os.environ.get('PROJ_LIB'))\n"
            "    return 7\n",
            encoding="utf-8",
        )
        self.lock(make_wheel(self.wheels, "1.0"))

    def lock(self, pin: str) -> None:
        for name in ("app", "dev"):
            (self.root / "resources/requirements" / f"{name}.txt").write_text(pin, encoding="utf-8")

    def half_a_package(self) -> Path:
        """Leave in the user's data what a start does that is killed while installing; return a part of it."""
        place = self.data / "haven" / f"venv-{zlib.crc32(str(self.root).encode()):08x}"
        packages = place / f"lib/python3.{sys.version_info[1]}/site-packages"
        with zipfile.ZipFile(self.wheels / "tinydep-1.0-py3-none-any.whl") as wheel:
            wheel.extractall(packages)
        half = packages / "tinydep.py"
        half.rename(half.with_suffix(".half"))
        return half.with_suffix(".half")

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        variables = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "HAVEN_"))},
            "PATH": str(self.empty),  # neither apt-get nor sudo: the test changes nothing on the machine
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
            "PIP_NO_CACHE_DIR": "1",
            "PIP_CONFIG_FILE": os.devnull,
            "XDG_DATA_HOME": str(self.data),
            "LOCALAPPDATA": str(self.data),
            "PYTHONIOENCODING": "utf-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PIP_USER": "1",
            "PROJ_LIB": "/another/gis",
        }
        for screen in ("DISPLAY", "WAYLAND_DISPLAY"):
            variables.pop(screen, None)
        return subprocess.Popen(
            [str(BASE_PYTHON), str(self.root / "main.py"), *arguments],
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *arguments: str) -> tuple[int, str, str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=100)
        return process.returncode, out, err


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path.resolve())


def test_starts_one_after_the_other(copy: Copy) -> None:
    home = copy.root / ".venv"

    # Two first starts at once: one sets up, the other waits, both run.
    results = [process.communicate(timeout=100) for process in [copy.start("a"), copy.start("b")]]
    assert sorted(out for out, _ in results) == [f"1.0 {home} ['a'] None\n", f"1.0 {home} ['b'] None\n"]
    assert sum("Making the environment" in err for _, err in results) == 1
    assert list(home.rglob("tinydep_unused*.pyc")), "compiled although PYTHONDONTWRITEBYTECODE is set"
    assert list(home.rglob("tinydep_tests.py")) and not list(home.rglob("tinydep_tests*.pyc"))

    # A later start goes straight in, with the exit code of the command.
    assert copy.run("c", "--json") == (7, f"1.0 {home} ['c', '--json'] None\n", "")

    # An update that cannot be installed is said, and the way back is open.
    old = (copy.root / "resources/requirements/app.txt").read_text(encoding="utf-8")
    copy.lock("tinydep==9.9 --hash=sha256:" + "0" * 64 + "\n")
    code, out, err = copy.run("d")
    assert (code, out) == (2, "")
    assert "could not be installed" in err and "Traceback" not in err
    copy.lock(old)
    assert copy.run("e") == (7, f"1.0 {home} ['e'] None\n", "")

    # An update is brought in without making the environment anew, and from wheels of our own.
    own = copy.root / "wheels"
    own.mkdir()
    copy.lock(make_wheel(own, "1.1"))
    code, out, err = copy.run("f")
    assert (code, out) == (7, f"1.1 {home} ['f'] None\n")
    assert "Making the environment" not in err
    assert copy.run("g") == (7, f"1.1 {home} ['g'] None\n", "")


@UNIX
def test_a_start_waits_for_the_remains_of_a_killed_one_also_in_the_users_data(copy: Copy) -> None:
    """The killed start's pip lives on; were it not waited for, two would write into one environment."""
    # Nor can the project be written, so that the environment goes to the user's data.
    (copy.root / ".venv.lock").mkdir()  # cannot be opened for writing, not even by an administrator
    # A start before was killed while installing: no stamp, half a package, which pip takes for a whole one.
    half = copy.half_a_package()
    killed = copy.start("a")
    while half.exists() or not list(copy.data.rglob("pyvenv.cfg")):
        assert killed.poll() is None
        time.sleep(0.01)
    killed.kill()
    code, out, err = copy.run("b")
    assert code == 7 and out.startswith(f"1.0 {copy.data}") and out.endswith(" ['b'] None\n")
    assert "Another start is setting up" in err
    killed.communicate(timeout=100)
    assert not (copy.root / ".venv").exists()
    assert copy.run("c")[2] == ""


def test_help_needs_no_set_up(copy: Copy) -> None:
    (copy.root / "ui/cli/commandline.py").write_text(
        "def run(argv):\n    print('usage')\n    return 0\n", encoding="utf-8"
    )
    assert copy.run("check", "--help") == (0, "usage\n", "")
    assert not (copy.root / ".venv").exists()


# -- what needs no set-up


def test_the_door_imports_only_the_standard_library() -> None:
    ours = {"ui", "tests"}
    for name in ("main.py", "ui/bootstrap/environment.py", "ui/bootstrap/setup.py"):
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            else:
                continue
            for module in modules:
                assert module.split(".")[0] in sys.stdlib_module_names | ours, f"{name} imports {module}"
    room = ast.parse((ROOT / "ui/__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(room) and len(room.body) == 1, (
        "ui/__init__.py says what ui is for, and does nothing"
    )


def test_this_environment_needs_no_set_up_and_a_poorer_one_does(tmp_path: Path) -> None:
    folders = [Path(p) for p in sys.path if p.endswith("-packages")]
    lock = tmp_path / "lock.txt"
    text = environment.LOCKS["app"].read_text(encoding="utf-8")
    lock.write_text(text, encoding="utf-8")
    assert environment.has_pins(lock, folders)
    lock.write_text(text + "not-there==1.0 \\\n    --hash=sha256:00\n", encoding="utf-8")
    assert not environment.has_pins(lock, folders)
    lock.write_text(text.replace("folium==", "folium==9"), encoding="utf-8")
    assert not environment.has_pins(lock, folders)
    lock.write_text("not-here==1.0 ; sys_platform == 'win32'\n", encoding="utf-8")
    assert environment.has_pins(lock, folders)


def test_a_stamp_counts_only_while_its_interpreter_is_there(tmp_path: Path) -> None:
    python = environment.python_of(tmp_path)
    python.parent.mkdir(parents=True)
    python.touch()
    environment.write_stamp(tmp_path, {environment.python_mark(tmp_path), "app 1"})
    assert "app 1" in environment.stamped_marks(tmp_path)
    python.unlink()
    assert environment.stamped_marks(tmp_path) == set()


@UNIX
def test_copies_of_the_program_that_share_an_environment_wait_for_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (tmp_path / "copy").symlink_to(shared)
    locked: list[Path] = []

    def set_up(folder: Path, lock_name: str, marks: set[str], lock_file: object) -> None:
        locked.append(Path(lock_file.name))  # type: ignore[attr-defined]

    monkeypatch.setattr(setup, "environment_folders", lambda: [tmp_path / "copy"])
    monkeypatch.setattr(setup, "set_up", set_up)
    setup.prepare("app")
    assert locked == [tmp_path / "shared.lock"]


def test_a_bundle_and_a_told_start_run_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment.sys, "prefix", sys.base_prefix)
    monkeypatch.delenv("HAVEN_SKIP_SETUP", raising=False)
    assert not environment.runs_in_place("app")
    monkeypatch.setenv("HAVEN_SKIP_SETUP", "1")
    assert environment.runs_in_place("app")
    monkeypatch.delenv("HAVEN_SKIP_SETUP")
    monkeypatch.setattr(environment.sys, "frozen", True, raising=False)
    assert environment.runs_in_place("app")


def test_an_unsupported_python_is_told_which_versions_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "NEWEST", (3, 10))
    monkeypatch.setattr(setup, "OLDEST", (3, 9))
    monkeypatch.setattr(setup.shutil, "which", lambda name: None)
    monkeypatch.setattr(main, "runs_in_place", lambda lock: False)
    monkeypatch.setattr(main, "ready_python", lambda lock: None)
    assert main.main(["check"]) == 2
    assert "3.11" in capsys.readouterr().err


@UNIX
@pytest.mark.parametrize(
    ("machine", "libc", "refused"),
    [
        ("x86_64", "glibc 2.34", False),
        ("x86_64", "glibc 2.33", True),
        ("aarch64", "glibc 2.36", True),
        ("loongarch64", "glibc 2.38", True),
        ("x86_64", "", True),
    ],
)
def test_a_system_the_libraries_are_not_made_for_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, machine: str, libc: str, refused: bool
) -> None:
    monkeypatch.setattr(setup.sys, "platform", "linux")
    monkeypatch.setattr(os, "confstr", lambda name: libc)
    monkeypatch.setattr(os, "uname", lambda: os.uname_result(("Linux", "here", "6", "1", machine)))
    if refused:
        with pytest.raises(environment.SetupError, match=machine):
            setup.check_libc()
    else:
        setup.check_libc()


# -- system packages


def fake_command(folder: Path, name: str, body: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    file.chmod(0o755)


@pytest.fixture
def bare_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be a machine that lacks libGL and fonts, whose apt-get notes its calls and brings what is asked."""
    folder = tmp_path / "bin"
    folder.mkdir()
    log = tmp_path / "apt.log"
    fake_command(folder, "apt-get", f'echo "$DEBIAN_FRONTEND $*" >> {log}')
    fake_command(folder, "fc-list", f"grep -qs fonts-wqy {log} && echo font || true")
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setattr(setup, "loads", lambda library: library != "libGL.so.1" or log.exists())
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return log


@UNIX
def test_missing_libraries_are_installed(bare_system: Path) -> None:
    setup.check_system(setup.QT_LIBRARIES)
    lines = bare_system.read_text(encoding="utf-8").splitlines()
    assert [line.split()[0] for line in lines] == ["noninteractive"] * 3
    assert lines[0].endswith(" update")
    assert lines[1].endswith(" install -y --no-install-recommends libgl1")
    assert lines[2].endswith(" install -y --no-install-recommends fonts-wqy-microhei")
    setup.check_system(setup.QT_LIBRARIES)
    assert bare_system.read_text(encoding="utf-8").splitlines() == lines, "nothing is missing any more"


@UNIX
@pytest.mark.parametrize("sudo", ["exit 1", None])
def test_without_the_right_to_install_the_line_is_said(
    bare_system: Path, monkeypatch: pytest.MonkeyPatch, sudo: str | None
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    folder = bare_system.parent / "bin"
    if sudo:
        fake_command(folder, "sudo", sudo)
    else:
        monkeypatch.setenv("PATH", str(folder))
    line = "sudo apt-get install -y --no-install-recommends libgl1 fonts-wqy-microhei"
    with pytest.raises(environment.SetupError, match=line):
        setup.check_system(setup.QT_LIBRARIES)
    assert not bare_system.exists()


@UNIX
def test_sudo_without_password_is_used(bare_system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    fake_command(bare_system.parent / "bin", "sudo", '[ "$1" = -n ] && shift && exec "$@"')
    setup.check_system(setup.QT_LIBRARIES)
    assert "install" in bare_system.read_text(encoding="utf-8")


@UNIX
def test_only_the_font_missing_is_a_warning(
    bare_system: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "loads", lambda library: True)
    fake_command(bare_system.parent / "bin", "apt-get", "echo no network >&2; exit 100")
    setup.check_system(setup.QT_LIBRARIES)
    assert "install -y --no-install-recommends fonts-wqy-microhei" in capsys.readouterr().err


@UNIX
def test_a_machine_without_apt_hears_the_names_of_the_libraries(
    bare_system: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare_system.parent / "bin" / "apt-get").unlink()
    monkeypatch.setenv("PATH", str(bare_system.parent / "bin"))
    with pytest.raises(environment.SetupError, match=r"libGL\.so\.1"):
        setup.check_system(setup.QT_LIBRARIES)


@UNIX
def test_a_font_is_found_by_its_file_where_there_is_no_fc_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(setup, "FONT_FOLDERS", [tmp_path])
    (tmp_path / "DejaVuSans.ttf").touch()
    assert not setup.has_chinese_font()
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype" / "wqy-microhei.ttc").touch()
    assert setup.has_chinese_font()


# -- the test command


@dataclass
class Runs:
    """What a run of all checks did: its exit code, what it started, and what it said."""

    code: int
    started: list[str]
    said: str


def leave_results(arguments: Sequence[str], tests: int, failures: int, skipped: int) -> None:
    """What pytest leaves where it is asked to."""
    for path in (one.partition("=")[2] for one in arguments if one.startswith("--junitxml=")):
        counts = f'tests="{tests}" errors="0" failures="{failures}" skipped="{skipped}"'
        Path(path).write_text(f"<testsuites><testsuite {counts}/></testsuites>")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Runs]:
    """Run the checks with empty processes and tests, of which one may fail, and with what was measured."""

    def run(arguments: Sequence[str], failing: str | None = None, measured: Path | None = None) -> Runs:
        started: list[str] = []

        def process(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
            started.append(" ".join(command[1:]))
            if failing == "start" and "mypy" in command:
                raise OSError("Bad address")
            if "pytest" in command:
                leave_results(command, 30, int(failing == "pytest"), 2)
            return subprocess.CompletedProcess(command, failing in command, f"said by {command[2]}")

        def beside(command: list[str], **_: object) -> AbstractContextManager[SimpleNamespace]:
            ended = nullcontext(SimpleNamespace(returncode=process(command).returncode))
            ended.pid = os.getpid()
            return ended

        def call(command: list[str]) -> int:
            if checks.MEASURE not in command:
                return int(process(command).returncode)
            found, *given = command[command.index(checks.MEASURE) + 1 :]
            started.append(f"measured {' '.join(given)}")
            if failing != "crash":
                leave_results(given, 70, 3 * int(failing == "measured"), 1)
            if measured is not None:
                shutil.copy(measured, found)
            return int(failing in ("measured", "crash"))

        monkeypatch.setattr(checks.subprocess, "run", process)
        monkeypatch.setattr(checks.subprocess, "call", call)
        monkeypatch.setattr(checks.subprocess, "Popen", beside)
        monkeypatch.setattr(os, "setpriority", lambda *_: None, raising=False)
        monkeypatch.chdir(ROOT)
        monkeypatch.setenv("HAVEN_FAILED_CHECKS", "")
        monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
        return Runs(checks.run_checks(arguments), started, capsys.readouterr().out)

    return run


@pytest.mark.parametrize(("failing", "code"), [(None, 0), ("ruff", 1), ("mypy", 1), ("pytest", 1)])
def test_every_check_runs_whatever_fails_and_pytest_is_last(
    run: Callable[..., Runs], failing: str | None, code: int
) -> None:
    done = run(["tests/models"], failing)
    assert done.code == code
    for part in ("ruff format --check", "ruff check", "mypy", "lint_imports", "check_translations"):
        assert any(part in one for one in done.started)
    assert done.started[-1] == "-m pytest -n 2 --dist=worksteal tests/models"
    assert not any("measured" in one for one in done.started), (
        "some of the tests take only some of the branches"
    )
    assert ("FAILED" in done.said) == (failing in ("ruff", "mypy"))
    assert (f"said by {failing}" in done.said) == (failing in ("ruff", "mypy"))
    assert (failing in ("ruff", "mypy")) == bool(os.environ["HAVEN_FAILED_CHECKS"])


def write_measured(path: Path, missing: int) -> Path:
    """What slipcover finds: two files of whose lines and branches some were not taken."""

    def file(lines: int, branches: int) -> dict[str, object]:
        summary = {
            "covered_lines": 100 - lines,
            "missing_lines": lines,
            "covered_branches": 100 - branches,
            "missing_branches": branches,
        }
        return {"summary": summary, "missing_lines": [1] * lines, "missing_branches": [[7, 9]] * branches}

    files = {"models/a.py": file(5, 5), "layers/b.py": file(4, missing), "ui/c.py": file(100, 100)}
    path.write_text(json.dumps({"files": files}), encoding="utf-8")
    return path


@pytest.mark.parametrize(("missing", "code"), [(0, 0), (6, 0), (7, 1)])
def test_all_tests_together_have_to_take_most_branches_of_each_room(
    run: Callable[..., Runs], tmp_path: Path, missing: int, code: int
) -> None:
    measured = write_measured(tmp_path / "measured.json", missing)
    done = run([], measured=measured)
    assert done.code == code
    assert (
        "ok  coverage of models  95.0 %, lines 95 of 100 (95.0 %), branches 95 of 100 (95.0 %)" in done.said
    )
    layers = f"{98 - missing / 2:.1f} %, lines 96 of 100 (96.0 %), branches {100 - missing} of 100"
    assert f"coverage of layers  {layers} ({100 - missing}.0 %)" in done.said
    assert ("layers/b.py: lines [1, 1, 1, 1], branches [[7, 9]" in done.said) == (code == 1)
    assert ("FAILED" in done.said) == (code == 1)


def test_a_check_that_cannot_be_started_has_failed(run: Callable[..., Runs], tmp_path: Path) -> None:
    done = run([], "start", write_measured(tmp_path / "measured.json", 0))
    assert done.code == 1
    assert "FAILED  mypy  could not be started\nBad address" in done.said
    assert "ok  ruff check" in done.said and "ok  import-linter" in done.said


def test_lines_and_branches_that_tests_took_are_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all files of a measured room, also of those that no test imports."""
    room = tmp_path / "roommeasured"
    room.mkdir()
    (room / "one.py").write_text("def f(x):\n    if x:\n        return 1\n    return 2\n", encoding="utf-8")
    (room / "two.py").write_text("a = 1\n", encoding="utf-8")

    def main(arguments: list[str]) -> int:
        assert arguments == ["tests/models"]
        assert importlib.import_module("roommeasured.one").f(True) == 1
        return 1

    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checks, "MEASURED", ("roommeasured",))
    monkeypatch.setattr(checks.pytest, "main", main)
    assert checks.measure(str(tmp_path / "found.json"), ["tests/models"]) == 1
    files = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))["files"]
    one, two = (files[str(Path("roommeasured", name))] for name in ("one.py", "two.py"))
    assert (one["executed_lines"], one["missing_lines"]) == ([1, 2, 3], [4])
    assert (one["executed_branches"], one["missing_branches"]) == ([[2, 3]], [[2, 4]])
    assert (two["executed_lines"], two["missing_lines"]) == ([], [1])


def test_every_test_runs_once_measured_or_not(run: Callable[..., Runs], tmp_path: Path) -> None:
    done = run([], measured=write_measured(tmp_path / "measured.json", 0))
    folders = list(checks.MEASURED_TESTS)
    (measured,) = (one for one in done.started if one.startswith("measured"))
    assert measured.endswith(f" {' '.join(folders)}")
    assert done.started[0].startswith("-m pytest -n 2 --dist=worksteal ")
    assert done.started[0].endswith(" ".join(f"--ignore={one}" for one in folders))
    assert all((ROOT / folder).is_dir() for folder in folders)


def test_measured_tests_that_fail_or_were_not_measured_fail_the_command(
    run: Callable[..., Runs], tmp_path: Path
) -> None:
    done = run([], "measured", write_measured(tmp_path / "measured.json", 0))
    assert done.code == 1 and "FAILED  tests of cases, hostile" in done.said
    done = run([])
    assert done.code == 1 and "FAILED  coverage  not measured" in done.said


@pytest.mark.parametrize(
    ("failing", "noted"), [(None, []), ("measured", ["measured.failed"]), ("pytest", ["others.failed"])]
)
def test_only_tests_that_failed_run_once_more_with_their_values(
    run: Callable[..., Runs], tmp_path: Path, failing: str | None, noted: list[str]
) -> None:
    done = run([], failing, write_measured(tmp_path / "measured.json", 0))
    quick = [one for one in done.started if checks.QUICK_START in one]
    again = [one for one in done.started if "--lf" in one]
    assert len(quick) == 2 and not set(quick) & set(again)
    assert [Path(one.partition("cache_dir=")[2]).name for one in again] == noted
    assert all(any(one.partition("cache_dir=")[2] in call for call in quick) for one in again)


@pytest.mark.parametrize(
    ("failing", "line"),
    [
        (None, "97 passed, 0 failed, 3 skipped"),
        ("measured", "94 passed, 3 failed, 3 skipped"),
        ("pytest", "96 passed, 1 failed, 3 skipped"),
        ("crash", "28 passed, 1 failed, 2 skipped"),
    ],
)
def test_the_last_line_counts_the_tests_of_both_calls(
    run: Callable[..., Runs], tmp_path: Path, failing: str | None, line: str
) -> None:
    """70 and 30 tests, of which 1 and 2 are skipped; a call that crashed left no results."""
    done = run([], failing, write_measured(tmp_path / "measured.json", 0))
    assert done.said.splitlines()[-1] == line
    assert (done.code == 0) == (failing is None)


def test_a_later_start_loses_no_time() -> None:
    """The door imports next to nothing before it hands over: no more than a start of Python does anyway."""
    code = "import sys; known = set(sys.modules); import main; main.runs_in_place('app');"
    code += "main.ready_python('app'); print(*(set(sys.modules) - known))"
    done = subprocess.run(
        [str(BASE_PYTHON), "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    slow = {
        "subprocess",
        "tempfile",
        "shutil",
        "importlib.util",
        "ctypes",
        "typing",
        "json",
        "ui.bootstrap.setup",
    }
    assert slow.isdisjoint(done.stdout.split())
