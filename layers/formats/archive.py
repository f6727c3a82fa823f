"""Unpacking archives from strangers: only geodata, only into a fresh folder, only so much."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections import Counter
from pathlib import Path, PurePosixPath

from layers.disk.names import safe_name, unique_names
from layers.formats.limits import import_limits
from layers.formats.sniff import FORMATS, ending_of, is_sidecar
from models.kernel.errors import HavenError

_CHUNK = 1 << 20
_BESIDE = {".shx", ".dbf", ".prj", ".cpg", ".tfw", ".map", ".dat", ".id", ".mid"}
_KEPT = {ending for ending, kind in FORMATS.items() if kind != "zip"} | _BESIDE


def unpack(path: Path, folder: Path) -> list[Path]:
    """Unpack the geodata of an archive into an empty folder, flat; archives inside stay packed.

    Parameters
    ----------
    path
        A ``.zip``, ``.kmz`` or ``.shz`` file.
    folder
        Existing empty folder.

    Returns
    -------
    list of Path
        Files that can be read on their own, sorted by name.

    Raises
    ------
    HavenError
        ``archive_unsafe``: names that point outside, links, passwords. ``archive_too_large``: more than the
        limits in ``resources/import/limits.toml``. ``archive_twice``: two entries of one name.
        ``archive_damaged``: cannot be unpacked.
    """
    limits = import_limits().archive
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > limits.entries:
                raise HavenError("archive_too_large", file=path.name)
            wanted = [(entry, PurePosixPath(_entry_name(entry, path))) for entry in entries]
            wanted = [(entry, name) for entry, name in wanted if ending_of(name) in _KEPT]
            left = limits.bytes
            names = _flat_names([name for _, name in wanted])
            twice = next((name for name, count in Counter(names).items() if count > 1), None)
            if twice is not None:
                raise HavenError("archive_twice", file=path.name, entry=twice[:120])
            for (entry, _), name in zip(wanted, names, strict=True):
                left = _unpack_entry(archive, entry, folder / name, left, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise HavenError("archive_damaged", file=path.name, details=str(error)) from error
    return sorted(item for item in folder.iterdir() if not is_sidecar(item))


def _entry_name(entry: zipfile.ZipInfo, path: Path) -> str:
    """Name of an entry; packed on Chinese Windows it is in GBK, which the format does not say."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = entry.filename
    parts = name.replace("\\", "/").split("/")
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or is_link or entry.flag_bits & 0x1:
        raise HavenError("archive_unsafe", file=path.name, entry=name[:120])
    return name.replace("\\", "/")


def _flat_names(names: list[PurePosixPath]) -> list[str]:
    """File names without folders; files of one Shapefile keep a common stem."""
    stems = sorted({str(name.with_suffix("")) for name in names})
    flat = unique_names([safe_name(PurePosixPath(stem).name) for stem in stems])
    own = dict(zip(stems, flat, strict=True))
    return [own[str(name.with_suffix(""))] + name.suffix.lower() for name in names]


def _unpack_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, left: int, path: Path
) -> int:
    """Copy one entry and return how many bytes may still come; what its header claims counts for nothing."""
    with archive.open(entry) as source, target.open("xb") as file:
        while chunk := source.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise HavenError("archive_too_large", file=path.name)
            file.write(chunk)
    return left
