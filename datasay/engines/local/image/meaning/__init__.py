"""From a scene's words to the drawing they are about, or to none."""
