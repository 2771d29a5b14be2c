"""What was published where (chapter 8 of the design), above the works that are published."""
