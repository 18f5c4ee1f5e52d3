"""Gradients of several losses in one step, as captured graphs where there is a GPU."""

import pytest
import torch

from models.training.optimization import Gradients


def _network(device: str) -> torch.nn.Module:
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.GELU(), torch.nn.Linear(4, 2)).to(device)


def _gradients(model: torch.nn.Module) -> list[torch.Tensor]:
    return [p.grad.clone() for p in model.parameters() if p.grad is not None]


@pytest.mark.parametrize(
    "device",
    [
        "cpu",
        pytest.param(
            "cuda",
            marks=[
                pytest.mark.gpu,
                pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA GPU here"),
            ],
        ),
    ],
)
def test_losses_add_up_and_the_next_step_begins_at_zero(device: str) -> None:
    """Whether captured or not, a step's gradients are those of the sum of its losses, however often."""
    model, x = _network(device), torch.arange(12.0, device=device).view(4, 3) / 10

    def first() -> torch.Tensor:
        return model(x).square().mean()

    def second() -> torch.Tensor:
        return model(x.flip(0)).abs().sum()

    (first() + second()).backward()
    both = _gradients(model)
    model.zero_grad()
    first().backward()
    alone = _gradients(model)
    gradients = Gradients(model, capture=device == "cuda")
    for _ in range(3):
        gradients.reset()
        losses = [gradients.add(first), gradients.add(second)]
        torch.testing.assert_close(_gradients(model), both)
        torch.testing.assert_close(torch.stack(losses), torch.stack([first(), second()]).detach())
    gradients.reset()
    gradients.add(first)
    torch.testing.assert_close(_gradients(model), alone)


@pytest.mark.gpu
def test_captured_random_numbers_are_new_each_time() -> None:
    """A graph that replayed the numbers of its capture would train on one batch for ever."""
    if not torch.cuda.is_available():
        pytest.skip("there is no CUDA GPU here")
    model = _network("cuda")
    gradients = Gradients(model, capture=True)

    def loss() -> torch.Tensor:
        return model(torch.rand(4, 3, device="cuda")).square().mean()

    gradients.reset()
    seen = {gradients.add(loss).item() for _ in range(4)}
    assert len(seen) == 4
