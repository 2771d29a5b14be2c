"""Accounts and sessions (chapter 1 of the design): who is asking, and what their role allows."""
