"""Fused products give what the plain ones give, and step aside where they cannot."""

import pytest
import torch
from torch import nn

from models.spectralgpt import projections
from models.spectralgpt.projections import project


@pytest.mark.parametrize("gelu", [False, True])
@pytest.mark.parametrize(
    ("dtype", "tolerance"), [(torch.float32, 1e-5), (torch.bfloat16, 2e-2)], ids=["float32", "bfloat16"]
)
def test_the_fused_product_is_the_plain_one(
    gelu: bool, dtype: torch.dtype, tolerance: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for an input that lies in memory in another order."""
    torch.manual_seed(0)
    layer = nn.Linear(48, 96).to(dtype)
    turned = torch.randn(2, 48, 10, dtype=dtype).transpose(1, 2)
    for x in (torch.randn(2, 10, 48, dtype=dtype), turned):
        with torch.inference_mode():
            fused = project(x, layer, gelu)
            with monkeypatch.context() as without:
                without.setattr(projections, "_FUSED", None)
                plain = project(x, layer, gelu)
        assert fused.dtype == dtype
        torch.testing.assert_close(fused, plain, atol=tolerance, rtol=tolerance)


def test_gradients_and_autocast_take_the_plain_way() -> None:
    """Training needs the former; the latter has its own precision."""
    layer, x = nn.Linear(8, 4), torch.randn(3, 8, requires_grad=True)
    project(x, layer, True).sum().backward()
    assert x.grad is not None
    assert layer.weight.grad is not None
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        assert project(x, layer).dtype == torch.bfloat16
