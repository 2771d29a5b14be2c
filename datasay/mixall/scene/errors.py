"""What can be wrong about a scene, or about editing a work."""

from datasay.core.errors import Conflict, NotFound
from datasay.wording.told import Told


class SceneNotFound(NotFound):
    """The work has no such scene, or it is deleted."""

    type = "/problems/scene-not-found"
    title = Told("There is no such scene", "没有这个分镜")
    thing = Told("scene", "分镜")
    key = "scene_id"


class SceneLocked(Conflict):
    """The scene is locked."""

    type = "/problems/scene-locked"
    title = Told("The scene is locked", "分镜已锁定")


class MixallVersionNotFound(NotFound):
    """The work has no such version."""

    type = "/problems/mixall-version-not-found"
    title = Told("The work has no such version", "作品没有这个版本")
