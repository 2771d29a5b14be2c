"""Finds TCP ports nobody listens on."""

import socket

from datasay.cli.embedded.errors import StartFailed


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on this port now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do: connections of the last run that linger in TIME_WAIT are no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def next_free(start: int, host: str = "127.0.0.1") -> int:
    """The first free port from `start` upwards. Raises StartFailed when none of 500 is."""
    for port in range(start, min(start + 500, 65536)):
        if is_free(port, host):
            return port
    raise StartFailed(f"None of the ports {start} to {start + 499} on {host} is free. End what listens there.")
