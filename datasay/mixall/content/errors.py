"""What can be wrong about a work."""

from collections.abc import Sequence

from datasay.core.errors import Conflict, NotFound, PreconditionFailed
from datasay.wording.told import Json, Told


class MixallNotFound(NotFound):
    """No such work of this user."""

    type = "/problems/mixall-not-found"
    title = Told("There is no such work", "没有这个作品")
    thing = Told("work", "作品")
    key = "mixall_id"


class MixallBusy(Conflict):
    """A task is making the work right now."""

    type = "/problems/mixall-busy"
    title = Told("The work is being made", "作品正在制作")


class MixallIncomplete(Conflict):
    """Something a work needs before it can be rendered is missing."""

    type = "/problems/mixall-incomplete"
    title = Told("The work lacks a part", "作品缺少一部分")


class MixallChanged(PreconditionFailed):
    """Someone else changed it since it was read."""

    type = "/problems/mixall-changed"
    title = Told("The work has changed in the meantime", "作品已被改动")

    def __init__(self, revision: int, conflicts: Sequence[dict[str, Json]] = ()) -> None:
        super().__init__(
            Told(
                'The work is at revision {mixall_revision} (ETag "{mixall_revision}"), not the one you read: load it'
                " anew and make your change again.",
                '作品现在是第 {mixall_revision} 版（ETag "{mixall_revision}"），不是你读到的那一版。'
                "请重新载入，再做修改。",
                mixall_revision=revision,
            )
        )
        self.conflicts = list(conflicts)

    @property
    def params(self) -> dict[str, Json]:
        """The revision, and the fields that both sides changed, with what each made of them."""
        return super().params | {"conflicts": list[Json](self.conflicts)}
