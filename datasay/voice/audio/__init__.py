"""Speech that is kept: what was said by which timbre, with the measured time of every sentence."""
