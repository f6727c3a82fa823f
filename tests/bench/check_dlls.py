"""Whether wheels for Windows bring every library that the program's modules ask for.

``python -m tests.bench.check_dlls FOLDER [VERSION]`` takes a folder of wheels (``main.py wheelhouse
--platform win_amd64`` makes one) and reads, of those for a version of Python (3.11 by default), which
libraries the ``.pyd`` and ``.dll`` files import that the program comes to load. Each is in the wheels, or
Windows has it, or Python brings it; Microsoft's C++ runtime has to be in the wheels, since a bare Windows
lacks it. What the bundle exchanges (``resources/bundle/haven.spec``) is tried as well: pyogrio's GDAL must
have every function that rasterio's modules ask of theirs. Ends in 1 where something is missing.
"""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tests.bench.peimports import Image, read_image
from tests.helpers import ROOT
from ui.cli.lean import is_wanted, plain_name

WINDOWS = frozenset(
    [
        *("advapi32", "authz", "bcrypt", "bcryptprimitives", "cfgmgr32", "comctl32", "comdlg32", "crypt32"),
        *("d2d1", "d3d11", "d3d12", "d3d9", "dbghelp", "dcomp", "dnsapi", "dwmapi", "dwrite", "dxgi"),
        *("gdi32", "imm32", "iphlpapi", "kernel32", "mpr", "msvcrt", "ncrypt", "netapi32", "normaliz"),
        *("ntdll", "odbc32", "ole32", "oleaut32", "opengl32", "pdh", "powrprof", "propsys", "psapi"),
        *("rpcrt4", "secur32", "setupapi", "shcore", "shell32", "shlwapi", "uiautomationcore", "user32"),
        *("userenv", "uxtheme", "version", "wininet", "winmm", "winspool.drv", "wldap32", "ws2_32"),
        *("wtsapi32", "icuuc"),  # the last from 1703 on
    ]
)
"""Libraries that every Windows 10 from 1809 on has in its own folder, without their ending."""
SETS = ("api-ms-win-", "ext-ms-")
"""How the names of Windows' own sets of functions begin; the universal C runtime is one of them."""
RUNTIME = frozenset(("msvcp140", "msvcp140_1", "msvcp140_2", "vcomp140", "concrt140"))
"""Microsoft's C++ runtime, which comes with no Windows."""
PYTHONS = frozenset(("vcruntime140", "vcruntime140_1", "python3"))
"""What Python's own folder brings; beside them its own library, python311 and the like."""


@dataclass(frozen=True)
class Missing:
    """A library that a file asks for and nobody brings."""

    file: str
    asks: str

    @property
    def why(self) -> str:
        """What kind of library it is."""
        return "C++ runtime" if self.asks.lower().removesuffix(".dll") in RUNTIME else "unknown"


def wheels_of(folder: Path, version: str) -> Iterator[Path]:
    """Wheels of a folder that Python of a version takes."""
    own = "cp" + version.replace(".", "")
    for wheel in sorted(folder.glob("*.whl")):
        python, abi = wheel.stem.split("-")[-3:-1]
        if own in python.split(".") or abi in ("abi3", "none"):
            yield wheel


def images_of(wheel: Path) -> dict[str, Image]:
    """Each module and library of a wheel by its path."""
    with zipfile.ZipFile(wheel) as opened:
        names = [name for name in opened.namelist() if name.lower().endswith((".pyd", ".dll"))]
        return {name: read_image(opened.read(name)) for name in names}


def bindings() -> frozenset[str]:
    """Modules of Qt that ours import."""
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "ui").rglob("*.py"))
    return frozenset(name for text in sources for name in re.findall(r"from PySide6\.(\w+)", text))


def loaded(images: Mapping[str, Image], qt: frozenset[str]) -> dict[str, Image]:
    """Those that the program comes to load: modules, Qt's plugins, and what these ask for in turn."""
    by_name: dict[str, list[str]] = {}
    for path in images:
        by_name.setdefault(PurePosixPath(path).name.lower(), []).append(path)
    waiting = []
    for path in images:
        folder, name = PurePosixPath(path).parent.as_posix(), PurePosixPath(path).name
        is_root = path.endswith(".pyd") if folder != "PySide6" else name.split(".")[0] in qt
        if (is_root or folder.startswith("PySide6/plugins")) and is_wanted(path):
            waiting.append(path)
    found: dict[str, Image] = {}
    while waiting:
        path = waiting.pop()
        if path not in found:
            found[path] = images[path]
            for name in images[path].imports:
                waiting += by_name.get(name.lower(), [])
    return found


def is_given(name: str, version: str) -> bool:
    """Whether Windows or Python brings a library, named in small letters with its ending."""
    stem = name.removesuffix(".dll")
    own = "python" + version.replace(".", "")
    return name.startswith(SETS) or stem in WINDOWS or stem in PYTHONS or stem == own


def missing_of(images: Mapping[str, Image], version: str) -> list[Missing]:
    """What is asked for and nowhere; a name is looked for in all wheels, as one process does."""
    there = {PurePosixPath(path).name.lower() for path in images}
    return [
        Missing(path, name)
        for path, image in images.items()
        for name in sorted(image.imports)
        if name.lower() not in there and not is_given(name.lower(), version)
    ]


def lacking_functions(images: Mapping[str, Image]) -> dict[str, frozenset[str]]:
    """Functions that rasterio's modules ask of their own libraries, and pyogrio's of that name lack."""
    names = {PurePosixPath(path).name: path for path in images}
    theirs = {
        plain_name(name): images[path] for name, path in names.items() if path.startswith("pyogrio.libs/")
    }
    lacking: dict[str, frozenset[str]] = {}
    for path, image in images.items():
        for name, functions in image.imports.items():
            if path.startswith("rasterio/") and names.get(name, "").startswith("rasterio.libs/"):
                twin = theirs.get(plain_name(name))
                left = functions - twin.exports if twin is not None else functions
                if left:
                    lacking[f"{path}: {name}"] = left
    return lacking


def main(folder: Path, version: str) -> int:
    """Print what was found; tell by the number whether all is there."""
    brought = {
        path: image for wheel in wheels_of(folder, version) for path, image in images_of(wheel).items()
    }
    images = loaded(brought, bindings())
    asked = {name.lower() for image in images.values() for name in image.imports}
    given = sum(is_given(name, version) for name in asked)
    print(f"Python {version}: {len(brought)} modules and libraries, of which {len(images)} come to be loaded")
    print(f"They ask for {len(asked)} libraries by name; {given} of these are Windows' and Python's")
    missing, lacking = missing_of(images, version), lacking_functions(images)
    for one in missing:
        print(f"missing  {one.file}: {one.asks} ({one.why})")
    for where, functions in lacking.items():
        print(f"lacking  {where}: {', '.join(sorted(functions)[:5])}")
    print("NOT all is there" if missing or lacking or not images else "all is there")
    return 1 if missing or lacking or not images else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "3.11"))
