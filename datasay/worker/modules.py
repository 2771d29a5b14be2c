"""The explicit list of everything that is done outside a request: tasks, and work by the clock."""

from datasay.creation import jobs as creation_jobs
from datasay.file_storage import schedule as file_schedule
from datasay.image.content import jobs as image_jobs
from datasay.migrations import schedule as partition_schedule
from datasay.mixall.content import jobs as mixall_jobs
from datasay.mixall.scene import schedule as version_schedule
from datasay.system_monitoring import schedule as monitoring_schedule
from datasay.task_management import purchases, relay, work_folders
from datasay.text.analyse import jobs as analyse_jobs
from datasay.text.content import schedule as text_schedule
from datasay.text.generation import jobs as text_jobs
from datasay.user_auth import schedule as session_schedule
from datasay.voice.audio import jobs as audio_jobs

JOBS = (creation_jobs, image_jobs, mixall_jobs, text_jobs, analyse_jobs, audio_jobs)
SCHEDULES = (
    relay,
    purchases,
    work_folders,
    file_schedule,
    monitoring_schedule,
    partition_schedule,
    session_schedule,
    text_schedule,
    version_schedule,
)
