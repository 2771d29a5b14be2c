"""The faults that are put back by hand still have their place in the code, and the tests that must notice are there."""

import subprocess
import sys

import pytest

from tests.mutations import MUTATIONS, ROOT, Mutation


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_its_line_stands_once_in_the_file(mutation: Mutation) -> None:
    assert (ROOT / mutation.file).read_text(encoding="utf-8").count(mutation.right) == 1


def test_the_tests_that_must_notice_are_there() -> None:
    named = sorted({mutation.test for mutation in MUTATIONS})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *named]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:] + ended.stdout[-2000:]
