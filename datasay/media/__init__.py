"""The one gate to ffmpeg, what can be learned of a sound or video file through it, and the mastering of speech."""
