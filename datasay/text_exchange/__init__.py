"""Texts in and out of files: documents, books, pages, subtitles, lyrics. Above the chapters: it reads times too."""
