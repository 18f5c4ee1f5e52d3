"""Speed of SpectralGPT Base's encoder beside the device's matrix products, and against the plain formulation.

    python -m benchmarks.spectralgpt_speed [--device auto] [--batch N,N,...] [--rounds 5] [--quick]

For each batch and each way to run the encoder (rows; the first of a precision is the plain formulation with
separate queries, keys and values and an explicit softmax): chips (128x128 pixels, 12 bands) a second,
TFLOP/s, and their share of the rate of large matrix products of the same precision, measured in turn with it.
On a GPU the ways are float32, autocast to bfloat16, weights in bfloat16, cuDNN's attention, and the last two
compiled, for the first batch (not with ``--quick``). On a processor the product is the faster one of
PyTorch's own and oneDNN's.

Compare ratios of one run, not times of several. It needs torch and numpy, nothing else. On an H100 or H200
(about a minute and a half, most of it compiling):

    python -m benchmarks.spectralgpt_speed --device cuda --batch 64,16,128
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from models.devices import choose_device
from models.spectralgpt.architecture import BASE
from models.spectralgpt.encoder import SpectralGPTEncoder
from models.spectralgpt.projections import project
from models.spectralgpt.transformer import TransformerBlock

SIDE = 128
Thing = Callable[[], object]


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


class Way:
    """One way to run the encoder: a row of the table."""

    def __init__(
        self,
        name: str,
        encoder: Callable[[Tensor], Tensor],
        dtype: torch.dtype,
        context: Callable[[], AbstractContextManager[object]] = nullcontext,
        compiled: bool = False,
    ) -> None:
        self.name, self.dtype, self.compiled = name, dtype, compiled
        self._encoder, self._context = encoder, context

    def __call__(self, x: Tensor) -> Tensor:
        """(N, 12, H, W) -> (N, L, D)."""
        with self._context():
            return self._encoder(x)


def operations(length: int) -> float:
    """Floating-point operations of the encoder for one chip (a multiply-add counts two)."""
    a = BASE
    block = 12 * length * a.width**2 + 2 * length**2 * a.width
    return 2.0 * (a.depth * block + length * a.token_values * a.width)


def ways(kind: str, device: str, bf16: bool, quick: bool) -> Iterator[Way]:
    """The rows of the table, those of one precision one after the other."""
    torch.manual_seed(0)
    exact = make_encoder(device, torch.float32)
    plain = plain_of(exact)
    yield Way("float32, plain", plain, torch.float32)
    yield Way("float32", exact, torch.float32)
    if not bf16:
        return
    autocast = partial(torch.autocast, kind, torch.bfloat16)
    yield Way("bfloat16, plain, autocast", plain, torch.bfloat16, autocast)
    yield Way("bfloat16, autocast", exact, torch.bfloat16, autocast)
    rounded = make_encoder(device, torch.bfloat16)

    def in_bf16(encoder: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
        return lambda x: encoder(x.to(torch.bfloat16))

    yield Way("bfloat16 weights", in_bf16(rounded), torch.bfloat16)
    if kind != "cuda":
        return
    cudnn = partial(sdpa_kernel, [SDPBackend.CUDNN_ATTENTION, SDPBackend.FLASH_ATTENTION], True)
    yield Way("bfloat16 weights, cuDNN attention", in_bf16(rounded), torch.bfloat16, cudnn)
    if not quick:
        compiled = torch.compile(make_encoder(device, torch.bfloat16))
        yield Way("bfloat16 weights, compiled", in_bf16(compiled), torch.bfloat16, compiled=True)
        again = torch.compile(make_encoder(device, torch.bfloat16))
        yield Way("bfloat16 weights, cuDNN attention, compiled", in_bf16(again), torch.bfloat16, cudnn, True)


def make_encoder(device: str, dtype: torch.dtype) -> SpectralGPTEncoder:
    """A Base encoder with random weights."""
    return SpectralGPTEncoder(BASE).eval().to(device, dtype)


def plain_of(encoder: SpectralGPTEncoder) -> SpectralGPTEncoder:
    """An encoder with the same weights in plain blocks."""
    plain = SpectralGPTEncoder(BASE).eval().to(next(encoder.parameters()).device)
    plain.load_state_dict(encoder.state_dict())
    plain.blocks = nn.ModuleList(PlainBlock(block) for block in encoder.blocks)
    return plain


def products(side: int, device: str, dtype: torch.dtype) -> list[Thing]:
    """Ways to multiply two large matrices."""
    a, b = (torch.randn(side, side, device=device, dtype=dtype) for _ in range(2))
    found: list[Thing] = [partial(torch.mm, a, b)]
    if device == "cpu":
        layer = nn.Linear(side, side, dtype=dtype)
        found.append(partial(project, a, layer))
    return found


def medians(things: list[Thing], rounds: int, device: str, repeat: list[int]) -> list[float]:
    """Median seconds of each thing; done in turn, so that a busy moment does not hit one of them alone."""

    def timed(thing: Thing, times: int) -> float:
        start = time.perf_counter()
        for _ in range(times):
            thing()
        if device.startswith("cuda"):
            torch.cuda.synchronize()
        return (time.perf_counter() - start) / times

    for _ in range(2):
        for thing in things:
            timed(thing, 1)
    columns = [[timed(t, n) for t, n in zip(things, repeat, strict=True)] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*columns, strict=True)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--device", default="auto")
    parser.add_argument("--batch", default="", help="chips at once, one number or several with commas")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="nothing that has to be compiled")
    arguments = parser.parse_args()
    device = choose_device(arguments.device)
    cuda = device.kind == "cuda"
    batches = [int(number) for number in (arguments.batch or ("64" if cuda else "1")).split(",")]
    rows = list(ways(device.kind, device.id, device.bf16, arguments.quick))
    length = BASE.groups * BASE.grid**2
    print(f"SpectralGPT Base's encoder on {device.name}, PyTorch {torch.__version__}\n")
    print("| batch | way | chips/s | TFLOP/s | product TFLOP/s | share of it | against plain |")
    print("|---|---|---|---|---|---|---|", flush=True)
    side = 8192 if cuda else 2048
    with torch.inference_mode():
        for batch in batches:
            x = torch.rand(batch, 12, SIDE, SIDE, device=device.id)
            plain: dict[torch.dtype, float] = {}
            for way in rows:
                if way.compiled and batch != batches[0]:
                    continue
                multiply = products(side, device.id, way.dtype)
                often = (20 if way.dtype == torch.bfloat16 else 3) if cuda else 1
                repeat = [often] * len(multiply) + [1]
                try:
                    *of_products, seconds = medians(
                        [*multiply, partial(way, x)], arguments.rounds, device.id, repeat
                    )
                except (torch.OutOfMemoryError, RuntimeError) as error:
                    print(f"| {batch} | {way.name} | failed: {str(error).splitlines()[0][:80]} | | | | |")
                    continue
                ceiling = 2.0 * side**3 / min(of_products)
                done = batch * operations(length) / seconds
                against = plain.setdefault(way.dtype, seconds) / seconds
                numbers = f"{batch / seconds:.2f} | {done / 1e12:.3f} | {ceiling / 1e12:.3f}"
                print(
                    f"| {batch} | {way.name} | {numbers} | {done / ceiling:.0%} | {against:.2f}x |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
