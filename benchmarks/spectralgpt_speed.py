"""Speed of SpectralGPT Base beside the device's matrix products, and against the plain formulation.

    python -m benchmarks.spectralgpt_speed [--device auto] [--batch 1] [--rounds 5]

Prints chips (128x128 pixels, 12 bands) a second and TFLOP/s of the encoder, the rate of large matrix products
of the same precision measured in the same run, and the ratio to a formulation with separate queries, keys and
values and an explicit softmax. Compare ratios of one run, not times of several.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn

from models.devices import choose_device
from models.spectralgpt.architecture import BASE
from models.spectralgpt.dense import SpectralGPTSegmentation
from models.spectralgpt.transformer import TransformerBlock

SIDE = 128


class PlainBlock(nn.Module):
    """The same block with the same weights as three products and a softmax."""

    def __init__(self, block: TransformerBlock) -> None:
        super().__init__()
        self.block = block

    def forward(self, x: Tensor) -> Tensor:
        """(N, L, D) -> (N, L, D)."""
        b = self.block
        n, length, width = x.shape
        given = b.norm1(x)

        def heads(part: int) -> Tensor:
            rows = slice(part * width, (part + 1) * width)
            out = nn.functional.linear(given, b.qkv.weight[rows], b.qkv.bias[rows])
            return out.view(n, length, b.heads, -1).transpose(1, 2)

        scores = heads(0) @ heads(1).transpose(-2, -1) * (width // b.heads) ** -0.5
        attended = (scores.softmax(-1) @ heads(2)).transpose(1, 2).reshape(n, length, width)
        x = x + b.proj(attended)
        out: Tensor = x + b.fc2(nn.functional.gelu(b.fc1(b.norm2(x))))
        return out


def operations(length: int) -> float:
    """Floating-point operations of the encoder for one chip (a multiply-add counts two)."""
    a = BASE
    block = 12 * length * a.width**2 + 2 * length**2 * a.width
    return 2.0 * (a.depth * block + length * a.token_values * a.width)


def medians(things: list[Callable[[], object]], rounds: int, device: str) -> list[float]:
    """Median seconds of each thing; done in turn, so that a busy moment does not hit one of them alone."""

    def timed(thing: Callable[[], object]) -> float:
        start = time.perf_counter()
        thing()
        if device.startswith("cuda"):
            torch.cuda.synchronize()
        return time.perf_counter() - start

    for thing in things:
        timed(thing)
    times = [[timed(thing) for thing in things] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    device = choose_device(arguments.device)
    torch.manual_seed(0)
    net = SpectralGPTSegmentation().eval().to(device.id)
    x = torch.rand(arguments.batch, 12, SIDE, SIDE, device=device.id)
    length = BASE.groups * BASE.grid**2
    precisions = [torch.float32, *([torch.bfloat16] if device.bf16 else [])]
    print(f"SpectralGPT Base on {device.name}, batch {arguments.batch}, PyTorch {torch.__version__}\n")
    print(
        "| precision | matrix product TFLOP/s | encoder chips/s | TFLOP/s | of the product | against plain |"
    )
    print("|---|---|---|---|---|---|")
    fused = net.encoder.blocks
    plain = nn.ModuleList(PlainBlock(block) for block in fused)
    for dtype in precisions:
        side = 8192 if device.kind == "cuda" else 2048
        a, b = (torch.randn(side, side, device=device.id, dtype=dtype) for _ in range(2))

        def encode(blocks: nn.ModuleList) -> Tensor:
            net.encoder.blocks = blocks
            return net.encode(x)

        with torch.inference_mode(), torch.autocast(device.kind, dtype, enabled=dtype != torch.float32):
            things: list[Callable[[], object]] = [partial(torch.mm, a, b)]
            things += [partial(encode, fused), partial(encode, plain)]
            product, fast, slow = medians(things, arguments.rounds, device.id)
        ceiling = 2.0 * side**3 / product
        done = arguments.batch * operations(length) / fast
        cells = (f"{ceiling / 1e12:.3f}", f"{arguments.batch / fast:.2f}", f"{done / 1e12:.3f}")
        name = str(dtype).removeprefix("torch.")
        print(f"| {name} | {' | '.join(cells)} | {done / ceiling:.0%} | {slow / fast:.2f}x |")


if __name__ == "__main__":
    main()
