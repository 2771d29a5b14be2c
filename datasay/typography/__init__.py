"""Fonts, what they can show, and how lines are broken; used for pictures and for subtitles."""
