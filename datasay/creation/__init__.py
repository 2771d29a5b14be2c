"""The main job: script, voice, pictures, video, in order. It owns no table."""
