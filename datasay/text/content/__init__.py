"""Texts that are kept: their words, their versions, their lists and how they are found."""
