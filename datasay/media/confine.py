"""Confines its own process and then becomes the program named: run as a script, before every media tool.

`python -I -S confine.py PARENT_PID CPU_SECONDS FILE_SIZE ADDRESS_SPACE PROGRAM ARGUMENT...`, "-" for no limit.
The program dies with the parent's spawning thread, gains no privileges, dumps no core and keeps to the limits.
A `preexec_fn` would do the same between fork and exec, but is unsafe (and warned about) in a process with threads.
"""

import ctypes
import os
import resource
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_CPU_GRACE_SECONDS = 10  # from the signal that can be handled to the one that cannot


def _limit(kind: int, value: str, grace: int = 0) -> None:
    if value == "-":
        return
    _, hard = resource.getrlimit(kind)
    wanted = int(value)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    ceiling = wanted + grace if hard == resource.RLIM_INFINITY else min(wanted + grace, hard)
    resource.setrlimit(kind, (wanted, ceiling))


def confine(parent: int, cpu_seconds: str, file_size: str, address_space: str) -> None:
    """Bind this process to its parent and its limits. Exits at once when the parent is already gone."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:  # died before the signal was asked for
        os._exit(1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _limit(resource.RLIMIT_CPU, cpu_seconds, _CPU_GRACE_SECONDS)
    _limit(resource.RLIMIT_FSIZE, file_size)
    _limit(resource.RLIMIT_AS, address_space)
    # Python ignores SIGPIPE, and an ignored signal stays ignored across exec. SIGXFSZ stays ignored on purpose:
    # the write then fails with EFBIG and the tool says so, instead of vanishing.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def main(arguments: list[str]) -> None:
    """Confine, then become the program."""
    parent, cpu_seconds, file_size, address_space, *command = arguments
    confine(int(parent), cpu_seconds, file_size, address_space)
    os.execv(command[0], command)  # noqa: S606  an argument list, no shell


if __name__ == "__main__":
    main(sys.argv[1:])
