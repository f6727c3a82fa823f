"""The first start: make the virtual environment and, on Debian and Ubuntu, install what Qt needs.

Called by main.py with whatever Python the machine has, before anything of ours is installed: standard
library only.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ui.bootstrap.environment import (
    LOCKS,
    STAMP,
    WHEELS,
    WINDOWS,
    SetupError,
    environment_folders,
    needed_marks,
    python_mark,
    python_of,
    stamped_marks,
    write_stamp,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from io import BufferedRandom

OLDEST, NEWEST = (3, 11), (3, 13)
NEVER_IMPORTED = (
    r"site-packages[/\\](.*[/\\])?"
    r"(tests|examples|lexers|dask|distributed|fsspec|tornado|rich|mypy|mypyc|pip|setuptools|pkg_resources"
    r"|scipy[/\\](stats|signal|integrate|interpolate|cluster|io)|numpy[/\\]distutils|PySide6[/\\]scripts"
    r"|pyqtgraph[/\\](opengl|flowchart)|pandas[/\\]plotting|lxml[/\\]html|hypothesis[/\\]extra)[/\\]"
)
"""Folders of the libraries that no start reads: compiling them would be more than half of the time."""
# What the locked PySide6 is built for (wheels named manylinux_2_34_x86_64 and manylinux_2_39_aarch64).
OLDEST_GLIBC = {"x86_64": (2, 34), "aarch64": (2, 39)}

# Library -> Debian package. Found by adding one at a time to a bare Debian 12 until a window opened.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
}
SCREEN_LIBRARIES = {
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
FONT_FOLDERS = [
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".fonts",
    Path.home() / ".local/share/fonts",
]
CJK_FONT_PACKAGE = "fonts-wqy-microhei"
CJK_FONT_FILES = (
    "wqy", "notosanscjk", "notoserifcjk", "notosanssc", "sourcehan", "droidsansfallback", "uming", "ukai",
    "simsun", "simhei", "msyh", "deng", "lxgw", "sarasa",
)  # fmt: skip


def say(chinese: str, english: str) -> None:
    """Tell the user something on standard error, in both languages: the settings are not readable yet."""
    print(f"{chinese} / {english}", file=sys.stderr, flush=True)


def prepare(lock_name: str) -> Path:
    """Make or complete an environment that holds `lock_name`; return its interpreter."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return other_python()
    check_libc()
    needed = needed_marks(lock_name)
    folders = environment_folders()
    for folder in folders:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            # Beside the folder itself where this is a link to it: copies of the program may share one.
            lock_file = Path(f"{folder.resolve()}.lock").open("a+b")  # noqa: SIM115 - closed by the `with` below
        except OSError:
            continue  # not writable: try the next place
        with lock_file:
            wait_for_lock(lock_file)
            marks = stamped_marks(folder)  # another start may have done it while this one waited
            if not needed <= marks:
                set_up(folder, lock_name, marks, lock_file)
        return python_of(folder)
    places = "\n  ".join(str(folder) for folder in folders)
    raise SetupError(
        f"无法写入以下任何位置，不能建立运行环境 / None of these places can be written to:\n  {places}"
    )


def other_python() -> Path:
    """Return a Python of a supported version from the search path, for a start with one that is not."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and Path(found).resolve() != Path(sys.executable).resolve():
            return Path(found)
    have = ".".join(map(str, sys.version_info[:3]))
    raise SetupError(
        f"需要 Python 3.11、3.12 或 3.13，当前是 {have}。请安装其中之一后再启动。\n"
        f"Haven needs Python 3.11, 3.12 or 3.13; this is {have}. Install one of them and start again with it."
    )


def check_libc() -> None:
    """Refuse a Linux too old for the locked Qt, before pip says it in a way nobody understands."""
    if sys.platform != "linux":
        return
    name, _, number = (os.confstr("CS_GNU_LIBC_VERSION") or "another C library 0.0").rpartition(" ")
    oldest = OLDEST_GLIBC.get(os.uname().machine)
    if oldest is None or tuple(map(int, number.split(".")[:2])) < oldest:
        have = f"{os.uname().machine}, {name} {number}"
        need = ", ".join(f"{machine} glibc {a}.{b}" for machine, (a, b) in OLDEST_GLIBC.items())
        raise SetupError(
            f"此系统过旧或处理器类型不受支持（{have}），需要：{need} 或更新，例如 Debian 12、Ubuntu 24.04。\n"
            f"This system is too old or of a kind that is not supported ({have}). Needed: {need} or newer, "
            f"for example Debian 12 or Ubuntu 24.04."
        )


def wait_for_lock(file: BufferedRandom) -> None:
    """Hold `file` locked until it is closed, waiting for another start that holds it."""
    waiting = False
    while True:
        try:
            if sys.platform == "win32":  # spelt so that the type checker follows
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except (BlockingIOError, PermissionError):  # Unix says the one, Windows the other
            if not waiting:
                say("另一个启动正在建立环境，等待它完成…", "Another start is setting up; waiting for it...")
            waiting = True
            time.sleep(0.5)


def set_up(folder: Path, lock_name: str, marks: set[str], lock_file: BufferedRandom) -> None:
    """Bring `folder`, which now holds `marks`, to what `lock_name` asks for. The stamp is written last."""
    # The commands hold the lock too: should this process be killed, the next start waits for them to end.
    keep = () if WINDOWS else (lock_file.fileno(),)
    started = time.monotonic()
    say("首次启动或有更新，正在准备，请稍候…", "First start or an update: setting up, please wait...")
    needed = needed_marks(lock_name)
    if sys.platform == "linux":
        check_system([*QT_LIBRARIES, *(SCREEN_LIBRARIES if "system screen" in needed else ())])
    if not any(mark.startswith(f"{lock_name} ") and mark in needed for mark in marks):
        if not marks:
            make_environment(folder, keep)
        # Without a stamp an interrupted installation is made anew: pip would take half a package for a whole.
        (folder / STAMP).unlink(missing_ok=True)
        if not install_pins(folder, lock_name, keep):
            if marks:  # pip undoes what it could not finish, so the environment is what it was
                write_stamp(folder, marks)
            raise SetupError(
                "安装未完成：请检查网络（或用 PIP_INDEX_URL 指定镜像）与磁盘空间，然后重新启动。\n"
                "The packages could not be installed: check the network (PIP_INDEX_URL sets a mirror) and "
                "the disk, then start again."
            )
        marks = {python_mark(folder), *needed_marks("app")}
    write_stamp(folder, marks | needed)
    seconds = time.monotonic() - started
    say(f"准备完成，用时 {seconds:.0f} 秒。", f"Ready after {seconds:.0f} s.")


def clean_environment() -> dict[str, str]:
    """Return the variables for set-up commands: pip must install into the environment and nowhere else."""
    drop = {"PYTHONDONTWRITEBYTECODE", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_NO_COMPILE"}
    return {name: value for name, value in os.environ.items() if name not in drop}


def make_environment(folder: Path, keep: Iterable[int]) -> None:
    """Make an empty virtual environment in `folder`, clearing whatever an interrupted start left there."""
    say(f"正在建立运行环境：{folder}", f"Making the environment: {folder}")
    command = [sys.executable, "-m", "venv", "--clear", str(folder)]
    done = subprocess.run(
        command,
        env=clean_environment(),
        pass_fds=tuple(keep),
        capture_output=True,
        text=True,
        errors="replace",
    )
    if done.returncode != 0:
        raise SetupError(
            f"无法建立运行环境 / The environment could not be made:\n{tail(done.stdout + done.stderr)}"
        )


def install_pins(folder: Path, lock_name: str, keep: Iterable[int]) -> bool:
    """Install the pins of `lock_name` into `folder` and compile them; tell whether it worked."""
    lock = LOCKS[lock_name]
    total = sum(1 for line in lock.read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    python = str(python_of(folder))
    pip = [
        python,
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--no-deps",
        "--only-binary=:all:",
        "--no-compile",
    ]
    if WHEELS.is_dir():
        pip += ["--no-index", "--find-links", str(WHEELS)]
    quiet = ["--no-input", "--disable-pip-version-check", "--progress-bar=off", "-r", str(lock)]
    wheel = re.compile(
        r"\s*(?:Downloading|Using cached|Processing) .*?([^/\s]+?-[^-/\s]+)-\S+\.whl"
        r"(?: (\([\d.]+ \w+\)))?(?: \(from .+\))?$"
    )
    output: list[str] = []
    count = 0
    with subprocess.Popen(
        pip + quiet,
        env=clean_environment(),
        pass_fds=tuple(keep),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            output.append(line)
            if found := wheel.match(line.rstrip()):
                count += 1
                print(f"  [{count}/{total}] {found[1]} {found[2] or ''}", file=sys.stderr, flush=True)
            elif line.startswith("Installing collected"):
                say("下载完成，正在安装…", "Downloaded; installing...")
    if process.returncode != 0:
        print(tail("".join(output)), file=sys.stderr)
        return False
    say("正在编译，让以后的启动更快…", "Compiling, so that later starts are quick...")
    # Two or three files of the libraries are templates that do not compile: its exit code says nothing.
    compiling = [python, "-m", "compileall", "-q", "-j", "0", "-x", NEVER_IMPORTED, str(folder)]
    subprocess.run(compiling, env=clean_environment(), pass_fds=tuple(keep), capture_output=True)
    return True


def tail(text: str) -> str:
    """Return the last lines of a command's output."""
    return "\n".join(text.strip().splitlines()[-15:])


# -- what the system has to bring --


def check_system(libraries: Iterable[str]) -> None:
    """Make sure that venv, `libraries` (names the loader knows) and a Chinese font are there.

    What is missing is installed where we may.

    Raises
    ------
    SetupError
        Something other than the font is missing; the text has the line to run.
    """
    wanted = list(libraries)
    missing = missing_packages(wanted)
    fonts = [] if has_chinese_font() else [CJK_FONT_PACKAGE]
    if not missing and not fonts:
        return
    apt_install(list(missing.values()), fonts)
    still_missing = missing_packages(wanted)
    line = apt_line([*still_missing.values(), *fonts])
    if still_missing:
        raise SetupError(
            f"系统缺少运行所需的软件包：{'、'.join(still_missing)}。请执行以下命令后重新启动：\n"
            f"The system lacks {', '.join(still_missing)}. Run this line, then start again:\n  {line}"
        )
    if fonts and not has_chinese_font():
        say(
            f"系统没有中文字体，汉字可能显示为方框。可执行：{line}",
            f"No Chinese font: characters may show as boxes. To install one: {line}",
        )


def missing_packages(libraries: Iterable[str]) -> dict[str, str]:
    """Return what is missing, each with the Debian package that brings it."""
    packages = {**QT_LIBRARIES, **SCREEN_LIBRARIES}
    missing = {library: packages[library] for library in libraries if not loads(library)}
    importlib.invalidate_caches()
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        missing["python3-venv"] = f"python3.{sys.version_info[1]}-venv"
    return missing


def loads(library: str) -> bool:
    """Tell whether the dynamic loader finds `library`."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_chinese_font() -> bool:
    """Tell whether a font with Chinese characters is installed."""
    if shutil.which("fc-list"):
        return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout.strip())
    # A bare system has no fc-list: known names of files, spelt without - and _.
    names = (
        file.name.lower().replace("-", "").replace("_", "")
        for folder in FONT_FOLDERS
        for file in folder.rglob("*")
        if file.suffix.lower() in {".ttf", ".otf", ".ttc", ".otc"}
    )
    return any(name.startswith(CJK_FONT_FILES) for name in names)


def apt_line(packages: Iterable[str]) -> str:
    """Return the line a user can paste to install `packages`."""
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def apt_install(*groups: list[str]) -> None:
    """Try to install each group of packages with apt-get, if this is Debian or Ubuntu and we may.

    One group that fails does not hold up the others. Whether it worked is for the caller to look.
    """
    if not shutil.which("apt-get"):
        return
    sudo: list[str] = []
    if os.geteuid() != 0:
        if not shutil.which("sudo") or subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode:
            return
        sudo = ["sudo", "-n"]
    names = " ".join(package for group in groups for package in group)
    say(f"正在安装系统软件包：{names}", f"Installing system packages: {names}")
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    installs = [["install", "-y", "--no-install-recommends", *group] for group in groups if group]
    for arguments in (["update"], *installs):
        done = subprocess.run(
            [*apt, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace"
        )
        if done.returncode != 0:  # after a failed update the packages may still come: try
            print(tail(done.stdout + done.stderr), file=sys.stderr)
