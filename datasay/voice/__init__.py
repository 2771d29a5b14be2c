"""Voices (chapter 4 of the design): the timbres that speak and the speech they made."""
