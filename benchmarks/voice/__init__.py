"""How well the natural voice is understood, timed and paced."""
