"""The one gate to ffmpeg and what can be learned of a sound or video file through it."""
