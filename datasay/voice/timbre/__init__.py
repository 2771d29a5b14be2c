"""Timbres: the voices one can speak with, built in or one's own, and which of them is ready."""
