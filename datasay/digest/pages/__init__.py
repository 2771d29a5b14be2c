"""What kind of page a scene is, read from its words: a figure, a comparison, a list, a quotation, a plain headline."""
