"""Nothing reaches for the network: not the tests, and not the program when it does all that it does."""

from __future__ import annotations

import socket  # noqa: TID251 - to see it refused
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_socket import SocketBlockedError

ROOT = Path(__file__).resolve().parent.parent

WATCHED = """
import sys
reached = []

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr",
                 "socket.sendto", "socket.sendmsg", "urllib.Request", "http.client.connect"):
        reached.append((event, str(arguments)))

sys.addaudithook(watch)
"""


def watched(program: str) -> subprocess.CompletedProcess[str]:
    """Run Python code with every attempt to reach another computer written down."""
    code = f"{WATCHED}\n{program}\nprint('REACHED', reached)"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.mark.filterwarnings("ignore:A test tried to use")
@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_test_that_opens_a_socket_fails(kind: socket.SocketKind) -> None:
    with pytest.raises(SocketBlockedError):
        socket.socket(socket.AF_INET, kind)


def test_the_watch_sees_an_attempt() -> None:
    done = watched(
        "import socket\ntry:\n    socket.create_connection(('127.0.0.1', 9), 1)\nexcept OSError:\n    pass"
    )
    assert "socket.connect" in done.stdout


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_importing_checking_and_writing_everything_reaches_nobody() -> None:
    done = watched("from ui.cli.commandline import run\nassert run(['selfcheck', '--lang', 'en']) == 0")
    assert done.returncode == 0, done.stdout + done.stderr
    *lines, reached = done.stdout.strip().splitlines()
    assert len(lines) == 14 and all(line.startswith("ok") for line in lines)
    assert reached == "REACHED []"
