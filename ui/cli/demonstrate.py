"""What the program shows where there is no display: the findings in words, and documents in a folder."""

from __future__ import annotations

from pathlib import Path

from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.kernel.text import Lang, t
from ui.cli.checkjob import findings_text
from ui.cli.jobs import painting_application
from ui.cli.opening import context_of


def demonstrate(path: Path | None, folder: Path, lang: Lang) -> None:
    """Print the findings of a project (the sample by default); write workbook and maps to a folder."""
    from ui.outputs.documents import map_work, report_work

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HavenError("write_denied", file=folder.name, folder=str(folder.parent)) from error
    context = context_of(path, None, None)
    print(findings_text([context], lang), flush=True)
    print()
    painting_application()
    project = context.project
    base = path.stem if path is not None else "sample"
    for suffix in (".xlsx", ".pdf", ".html"):
        output = folder / f"{base}{suffix}"
        work = report_work if suffix == ".xlsx" else map_work
        run_to_end(work(project, output, lang))
        print(t("cli.written", lang, path=output.absolute()), flush=True)
