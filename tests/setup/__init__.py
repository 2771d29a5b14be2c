"""How a copy of the repository becomes something that runs."""
