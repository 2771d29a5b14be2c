"""What the product says to a person, in English and in Chinese, and which of the two a person reads."""
