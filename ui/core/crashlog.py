"""What happens when the program itself is at fault: a local log, a calm message, the window stays open.

Nothing is sent anywhere, and nothing personal is written (:mod:`ui.core.redaction`): a log can be passed on.
"""

from __future__ import annotations

import faulthandler
import platform
import sys
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from models.kernel.errors import HavenError, Message
from models.kernel.version import VERSION
from ui.core.home import home_folder
from ui.core.redaction import fault_text, shortened

KEPT_LOGS = 10
FAULT_LOG = "haven-fault.log"
KEPT_FAULT_CHARACTERS = 100_000
_fault_file: IO[str] | None = None


def logs_folder() -> Path:
    """Folder of the crash logs."""
    return home_folder() / "logs"


def write_crash_log(error: BaseException) -> Path | None:
    """Write what is known of an unexpected error to a new file; ``None`` if even that fails."""
    folder = logs_folder()
    name = f"haven-crash-{datetime.now():%Y%m%d-%H%M%S-%f}.log"
    lines = [
        f"Haven {VERSION}, Python {platform.python_version()}, {platform.platform()}",
        datetime.now().isoformat(timespec="seconds"),
        "",
        fault_text(error),
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_text("\n".join(lines), encoding="utf-8")
        for old in sorted(folder.glob("haven-crash-*.log"))[:-KEPT_LOGS]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


def _redact(log: Path) -> None:
    """Redact what a run that ended badly wrote with its last breath, and keep the end of it alone."""
    if not log.exists():
        return
    text = log.read_text(encoding="utf-8", errors="replace")
    kept = shortened(text)[-KEPT_FAULT_CHARACTERS:]
    if kept != text:
        log.write_text(kept, encoding="utf-8")


def log_import_faults(errors: Iterable[HavenError | None]) -> None:
    """Write those errors of an import to the log that are the program's own fault."""
    for error in errors:
        if error is not None and error.key == "import_fault":
            write_crash_log(error)


def report_unexpected(error: BaseException) -> Message:
    """Log an unexpected error and put it into three lines for the person."""
    from PySide6.QtCore import QCoreApplication

    path = write_crash_log(error)
    details = fault_text(error)
    sys.stderr.write(details + "\n")
    return Message(
        QCoreApplication.translate("CrashLog", "Something unexpected went wrong inside Haven."),
        QCoreApplication.translate("CrashLog", "It was written to {file}.").format(file=path)
        if path
        else QCoreApplication.translate("CrashLog", "It could not be written to a log file."),
        QCoreApplication.translate(
            "CrashLog", "Your project is still open. Save it under another name, then try again."
        ),
        details,
    )


def install_hooks(say: Callable[[Message], None]) -> Callable[[], None]:
    """Send every error that nothing caught to the log and to ``say``; returns what takes the hooks out again.

    ``say`` may be called from any thread.
    """
    global _fault_file
    before = (sys.excepthook, threading.excepthook)

    def on_error(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            before[0](kind, error, trace)
            return
        say(report_unexpected(error))

    def on_thread_error(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            say(report_unexpected(arguments.exc_value))

    sys.excepthook = on_error
    threading.excepthook = on_thread_error
    try:
        folder = logs_folder()
        folder.mkdir(parents=True, exist_ok=True)
        _redact(folder / FAULT_LOG)
        _fault_file = (folder / FAULT_LOG).open("a", encoding="utf-8")
        faulthandler.enable(_fault_file)
    except OSError:
        _fault_file = None  # a read-only home: hooks still show the message

    def remove() -> None:
        global _fault_file
        sys.excepthook, threading.excepthook = before
        if _fault_file is not None:
            faulthandler.disable()
            _fault_file.close()
            _fault_file = None

    return remove
