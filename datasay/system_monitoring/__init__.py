"""Usage, costs and health (chapter 9 of the design)."""
