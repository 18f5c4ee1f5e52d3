"""The networks that SpectralGPT is compared with."""
