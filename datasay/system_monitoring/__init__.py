"""Usage and its costs (chapter 9 of the design)."""
