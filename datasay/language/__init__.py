"""What is known of Chinese and English whoever asks: sentences, words, numbers and signs read aloud, readings, pace,
counting, which language a text is in.
"""
