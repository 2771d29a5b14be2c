"""Texts in and out of files: .txt, .md, .docx, .html, .epub, .srt, .vtt. Above the chapters: it reads times too."""
