"""A model's server, and an account with it."""

from tests.text.generation.conftest import shared_account, simulator

__all__ = ["shared_account", "simulator"]
