"""Analyses of a text that need no model and no network: sentiment, keywords, summary, readability."""
