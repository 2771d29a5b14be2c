"""Pictures and clips (chapter 5 of the design)."""
