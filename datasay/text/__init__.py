"""Texts (chapter 3 of the design): the texts themselves, how they are written, analysed and templated."""
