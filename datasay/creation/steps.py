"""The steps of the main job in order, and the share of the progress bar each has, as measured."""

from datasay.image.content.steps import IMAGE
from datasay.mixall.content.steps import VIDEO
from datasay.task_management.kinds import task_kind
from datasay.task_management.models import TaskType
from datasay.text.generation.steps import SCRIPT
from datasay.voice.audio.steps import VOICE

KIND = task_kind(TaskType.CREATION_RUN, (SCRIPT, 4), (VOICE, 8), (IMAGE, 18), (VIDEO, 70), is_long=True)
