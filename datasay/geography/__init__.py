"""Where places are, where land is, and which part of the world a map shows."""
