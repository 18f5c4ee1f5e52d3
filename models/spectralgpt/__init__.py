"""SpectralGPT networks: 3-D spectral-spatial tokens."""
