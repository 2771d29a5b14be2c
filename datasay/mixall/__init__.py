"""Finished works (chapter 6 of the design)."""
