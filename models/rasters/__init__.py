"""Reading scenes, cutting them into windows, blending and writing results."""
