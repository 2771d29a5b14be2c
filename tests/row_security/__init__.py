"""What the application's role may see and change of everybody's rows, asked in plain SQL."""
