"""Templates of texts and prompts: how they are kept, shared, filled in and shipped."""
