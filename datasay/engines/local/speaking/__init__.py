"""Speech by espeak-ng, and its times measured on the finished sound."""
