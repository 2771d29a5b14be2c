"""The API that OpenAI's clients speak, so that any of them can work with the models configured here."""
