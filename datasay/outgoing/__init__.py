"""The one gate to the world outside: every client of a remote service is made here."""
