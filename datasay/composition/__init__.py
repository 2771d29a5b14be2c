"""A timeline of pictures, speech, subtitles and music becomes an MP4; knows nothing of tasks, rows or engines."""
