"""Accounts with engines' vendors and with platforms (chapter 8 of the design); keys are sealed to their row."""
