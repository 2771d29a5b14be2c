"""Having texts written: from an article, a prompt, a template or another text."""
