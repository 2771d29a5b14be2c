"""The voice engine `kokoro`: natural speech by the model Kokoro-82M, here, with times from the model itself."""
