"""What a language model makes of a sentence, and which way it leans by that."""
