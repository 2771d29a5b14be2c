"""What can be chosen: by a user, of each engine with the user's account, and within which limits."""
