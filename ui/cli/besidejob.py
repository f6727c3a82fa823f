"""The other side of :mod:`ui.outputs.beside`: a process that writes the maps of a pack."""

from __future__ import annotations

from pathlib import Path

import msgspec

from models.kernel.progress import run_to_end
from ui.cli.parser import EXIT_BAD_INPUT, EXIT_OK
from ui.outputs.beside import Asked, Opened


def run(word: str) -> int:
    """Open what the word names, then write what is asked for, until the asker ends this process."""
    from reports.context import make_context
    from ui.cli.jobs import painting_application
    from ui.cli.opening import find_scenario, open_project
    from ui.outputs.pack import writers_of

    asked = Asked()
    opened = msgspec.json.decode(word, type=Opened)
    project = open_project(Path(opened.project))
    scenario = find_scenario(project, opened.scenario)
    painting_application(opened.platform)
    context = make_context(project, scenario.id, opened.profile, made_on=opened.made_on)
    wanted = asked.wanted()
    if (scenario.id, context.revision) != (wanted.scenario_id, wanted.revision):
        return EXIT_BAD_INPUT  # somebody has saved something else in between
    tiles = None if wanted.tiles is None else Path(wanted.tiles)
    for document in wanted.documents:
        write = writers_of(context, document.lang, {}, tiles)[document.key]
        run_to_end(write(Path(document.path)))
        asked.tell(document.path)
    return EXIT_OK
