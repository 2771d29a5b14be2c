"""Text by any server that speaks OpenAI's chat protocol."""
