"""What Prometheus reads of several web processes, whichever of them it asks."""

import os
import subprocess
import sys
from pathlib import Path

_COUNTS = (
    "from datasay.core import metrics; metrics.http_requests.labels('GET', '/x', '200').inc();"
    " metrics.open_tasks.labels('pending').set({tasks}); print(metrics.exposition().decode())"
)


def _scraped(tasks: int, **environment: str) -> list[str]:
    """What another process answers after one request, which found so many tasks."""
    code = _COUNTS.format(tasks=tasks)
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_processes_that_share_a_folder_answer_for_each_other(tmp_path: Path) -> None:
    counted = 'datasay_http_requests_total{method="GET",route="/x",status="200"}'
    _scraped(3, PROMETHEUS_MULTIPROC_DIR=str(tmp_path))
    second = _scraped(7, PROMETHEUS_MULTIPROC_DIR=str(tmp_path))
    assert f"{counted} 2.0" in second
    assert [line for line in second if line.startswith("datasay_tasks{")] == [
        'datasay_tasks{task_status="pending"} 7.0'
    ]
    alone = _scraped(1)
    assert f"{counted} 1.0" in alone
    assert not [line for line in alone if "_created" in line], "when a counter was made says nothing"
