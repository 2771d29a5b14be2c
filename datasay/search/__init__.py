"""Finding texts by any characters or words: what is indexed, how it is asked, how the best come first."""
