"""Becomes another program: drops root, ties its life to the parent's, and executes it.

Run as a script by an isolated interpreter (`python -I -S launch.py SIGNAL PARENT USER -- PROGRAM …`), with nothing but
the standard library: as root it must work before the privileges are dropped, and a `preexec_fn` in the parent would
run Python between fork and exec, which may hang once the parent has threads.

SIGNAL   number of the signal the kernel sends to the program when its parent dies; 0 for none
PARENT   process id of the parent; the program is not started when that has died already
USER     `uid:gid` to become, or `-`
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def become(user: str) -> None:
    """Drop to `uid:gid` for good, supplementary groups included."""
    uid, gid = (int(part) for part in user.split(":"))
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def follow(parent: int, death_signal: int) -> None:
    """Have the kernel signal this process when its parent dies; leave at once if that happened already."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    if os.getppid() != parent:
        sys.exit(0)


def launch(arguments: list[str]) -> None:
    """Become the program named after `--`."""
    split = arguments.index("--")
    death_signal, parent, user = arguments[:split]
    command = arguments[split + 1 :]
    if user != "-":
        become(user)
    if int(death_signal):
        follow(int(parent), int(death_signal))  # after `become`: a change of user clears the wish
    # What a shell or the interpreter had set to be ignored would stay ignored across exec.
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP, signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(each, signal.SIG_DFL)
    os.umask(0o077)
    os.execv(command[0], command)  # noqa: S606  there is no shell on purpose: an argument list


if __name__ == "__main__":
    try:
        launch(sys.argv[1:])
    except OSError as problem:
        sys.stderr.write(f"cannot start {sys.argv[-1]}: {problem}\n")
        sys.exit(127)
