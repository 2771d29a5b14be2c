"""What an article says in fewer of its own words: its parts, its best passages, keywords, headlines and scenes."""
