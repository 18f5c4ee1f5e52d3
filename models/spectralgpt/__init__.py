"""SpectralGPT networks: 3-D spectral-spatial tokens (Hong et al., IEEE TPAMI 2024), and a compact one."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.spectralgpt.checkpoints import load_checkpoint

__all__ = ["load_checkpoint"]


def __getattr__(name: str) -> Any:
    """Import torch only when a network is wanted."""
    if name == "load_checkpoint":
        from models.spectralgpt.checkpoints import load_checkpoint

        return load_checkpoint
    raise AttributeError(name)
