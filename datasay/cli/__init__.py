"""The `datasay` command."""
