"""The command `datasay`, for `python -m datasay`."""

from datasay.cli.main import app

app()
