"""Where the processes of `kill_worker` begin: it declares a kind of task of its own, which no other test may meet."""


def act(*given: object) -> None:
    """Do it there, with what `kill_worker.act` takes."""
    from tests.fault import kill_worker  # noqa: PLC0415  importing it changes what picture tasks do in this process

    kill_worker.act(*given)  # type: ignore[arg-type]  # handed on as they came
