"""Pictures that are kept: who drew them, from which words, in which style."""
