"""The explicit list of everything a worker can do."""

from datasay.creation import jobs as creation_jobs
from datasay.image.content import jobs as image_jobs
from datasay.mixall.content import jobs as mixall_jobs
from datasay.text.analyse import jobs as analyse_jobs
from datasay.text.generation import jobs as text_jobs
from datasay.voice.audio import jobs as audio_jobs

ALL = (creation_jobs, image_jobs, mixall_jobs, text_jobs, analyse_jobs, audio_jobs)
