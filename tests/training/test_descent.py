"""A step of training: gradients of several losses, as captured graphs where there is a GPU, and the move."""

import pytest
import torch

from models.errors import EngineError
from models.training.descent import Descent, Gradients


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


def test_each_group_moves_at_its_share_of_the_rate() -> None:
    """AdamW's first step is as long as the rate, whatever the gradient."""
    model = torch.nn.ModuleDict({name: torch.nn.Linear(2, 1, bias=False) for name in ("fast", "slow")})
    groups = [
        {"params": list(model[name].parameters()), "weight_decay": 0.0, "share": share}
        for name, share in (("fast", 1.0), ("slow", 0.1))
    ]
    descent = Descent(model, groups, 0.5)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    descent.losses([lambda: sum(part(torch.ones(1, 2)).sum() for part in model.values())])
    assert descent.step(0, 0.01)
    for name, length in (("fast.weight", 0.01), ("slow.weight", 0.001)):
        moved = before[name] - model.state_dict()[name]
        torch.testing.assert_close(moved, torch.full_like(moved, length), rtol=0.01, atol=0)
        # The first steps count for more, see `Average`.
        torch.testing.assert_close(before[name] - descent.average.weights[name], 0.9 * moved)


def test_gradients_that_are_no_numbers_move_nothing_and_end_a_run_in_the_end() -> None:
    model = _network("cpu")
    descent = Descent(model, [{"params": list(model.parameters()), "share": 1.0}], 0.9)
    before = [p.detach().clone() for p in model.parameters()]

    def nothing() -> torch.Tensor:
        return model(torch.full((1, 3), float("nan"))).sum()

    for step in range(Descent.MOST_SKIPPED):
        descent.losses([nothing])
        assert not descent.step(step, 0.1)
    assert all(torch.equal(p, q) for p, q in zip(model.parameters(), before, strict=True))
    descent.losses([nothing])
    with pytest.raises(EngineError, match="diverged at step 50") as caught:
        descent.step(50, 0.1)
    assert caught.value.code == "training.diverged"
