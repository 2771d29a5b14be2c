"""`python -m datasay` is `datasay`."""

from datasay.cli.main import app

app()
