"""Voice tasks: unpack and call."""

from datasay.task_management.models import TaskType
from datasay.task_management.registry import job
from datasay.task_management.run import TaskRun
from datasay.voice.audio import making
from datasay.voice.audio.schemas import AudioSynthesize


@job(TaskType.VOICE_SYNTHESIZE)
async def voice_synthesize(run: TaskRun) -> dict[str, object]:
    """Speak one text."""
    wanted = AudioSynthesize.model_validate(run.params)
    return {"audio_id": await making.synthesize_audio(run, wanted, run.part(0.0, 1.0, making.STEP))}
