"""Making the engine's Python environment: standard library only, from Python 3.9 on."""
