"""Voice tasks: unpack and call."""

from datasay.task_management.registry import job
from datasay.task_management.run import TaskRun
from datasay.voice.audio import making
from datasay.voice.audio.schemas import AudioSynthesize
from datasay.voice.audio.steps import KIND


@job(KIND)
async def voice_synthesize(run: TaskRun) -> dict[str, object]:
    """Speak one text."""
    return await making.make_audio(run, AudioSynthesize.model_validate(run.params))
