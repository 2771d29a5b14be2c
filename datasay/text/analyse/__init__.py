"""What is measured and found in a text, kept with its evidence."""
