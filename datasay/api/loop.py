"""The event loop of the web process: the fast one, and no piece of work ends it."""

import uvloop

from datasay.core.steady_loop import GoesOn


class WebLoop(GoesOn, uvloop.Loop):  # type: ignore[misc]  # both spell the same methods, with other types
    """uvloop's, gone on with when a task raises SystemExit or stops it."""
