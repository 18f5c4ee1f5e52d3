"""Linear layers as the processor does them fastest: product, bias and activation in one pass.

PyTorch copies the bias into the result first and reads the result again for an activation. oneDNN, which is
part of PyTorch, does all in one; the operator is the one that ``torch.compile`` would call, and is used where
it is there, without gradients, on a processor.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_FUSED = getattr(torch.ops.mkldnn, "_linear_pointwise", None)
"""None where PyTorch was built without oneDNN."""
_BFLOAT16 = bool(getattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", bool)())
"""Whether oneDNN knows bfloat16 on this processor; where it does not, the operator fails."""


def project(x: Tensor, layer: nn.Linear, gelu: bool = False) -> Tensor:
    """``layer(x)``, with ``gelu`` its exact GELU: (..., D) -> (..., E)."""
    if _is_fusible(x, layer):
        assert _FUSED is not None
        fused: Tensor = _FUSED(x, layer.weight, layer.bias, "gelu" if gelu else "none", [], "none")
        return fused
    out: Tensor = layer(x)
    return F.gelu(out) if gelu else out


def _is_fusible(x: Tensor, layer: nn.Linear) -> bool:
    return (
        _FUSED is not None
        and x.device.type == "cpu"
        and x.dtype == layer.weight.dtype
        and (x.dtype != torch.bfloat16 or _BFLOAT16)
        and not torch.is_grad_enabled()
        and not torch.is_autocast_enabled("cpu")
    )
