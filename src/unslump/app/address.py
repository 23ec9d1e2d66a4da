"""The addresses of the local server."""

from __future__ import annotations

HOST = "127.0.0.1"
"""The one address the server listens on: loopback, and no name that could mean something else."""

DEFAULT_PORT = 8757
TESTING_PORT = 8767
NEIGHBOURS = 9
"""When the default port is taken, this many above it are tried."""

LAUNCH_PATH = "/launch"


def base_url(port: int) -> str:
    return f"http://{HOST}:{port}"


def launch_url(port: int, token: str) -> str:
    """The address that lets one browser in, once."""
    return f"{base_url(port)}{LAUNCH_PATH}?token={token}"
