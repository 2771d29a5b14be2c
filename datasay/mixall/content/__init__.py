"""Works: their ordered scenes, what plays when, and the video composed of it."""
