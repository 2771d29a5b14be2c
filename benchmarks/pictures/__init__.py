"""How well drawings are chosen by what is said."""
