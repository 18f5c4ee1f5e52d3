"""Random fields and numbers that a batch of scenes is laid out with."""

import math

import torch
from torch import Tensor

_PRIMES = (73856093, 19349663, 83492791)
_MASK = 0x7FFFFFFF


def seeded(seed: int | torch.Generator, device: torch.device) -> torch.Generator:
    """A generator on a device; one that is given is used as it is and goes on.

    Raises:
        ValueError: the given generator lives on another device.
    """
    if isinstance(seed, torch.Generator):
        if seed.device.type != device.type:
            raise ValueError(f"The generator is on {seed.device}, the scenes on {device}.")
        return seed
    return torch.Generator(device).manual_seed(seed)


def uniform(shape: tuple[int, ...], low: float, high: float, generator: torch.Generator) -> Tensor:
    """Uniform random numbers on the generator's device."""
    return low + (high - low) * torch.rand(shape, generator=generator, device=generator.device)


def normal(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """Standard normal random numbers on the generator's device."""
    return torch.randn(shape, generator=generator, device=generator.device)


def hashed(salt: int, *keys: Tensor) -> Tensor:
    """Numbers 0 to 2³¹ - 1 that depend on up to three whole numbers (int32): one a parcel, without a table.

    Multiplication wraps at 32 bits, as on purpose in such hash functions.
    """
    mixed = keys[0] * _PRIMES[0] + salt * 40503
    for key, prime in zip(keys[1:], _PRIMES[1:], strict=False):
        mixed = (mixed ^ (mixed >> 15)).mul_(73244475) ^ key * prime
    mixed ^= mixed >> 15
    mixed *= 73244475
    mixed ^= mixed >> 13
    mixed *= 73244475
    mixed ^= mixed >> 16
    mixed &= _MASK
    return mixed


def chance(salt: int, *keys: Tensor) -> Tensor:
    """As `hashed`, but 0 to 1."""
    return hashed(salt, *keys).float() / _MASK


def fractal(count: int, side: int, exponent: float | Tensor, generator: torch.Generator) -> Tensor:
    """Fractal noise (N, side, side) with mean 0 and deviation 1, periodic.

    Spectral synthesis: amplitudes fall with the frequency to the power `exponent` (1: rough, 2.5: smooth),
    one number or one for each field.
    """
    white = torch.fft.rfft2(normal((count, side, side), generator))
    rows = torch.fft.fftfreq(side, device=white.device)[:, None]
    columns = torch.fft.rfftfreq(side, device=white.device)[None]
    frequency = (rows**2 + columns**2).sqrt()
    # The lowest frequencies are damped, or a field would be but one slope.
    frequency = (frequency**2 + (0.5 / side) ** 2).sqrt()
    power = torch.as_tensor(exponent, device=white.device, dtype=torch.float32).reshape(-1, 1, 1)
    filtered: Tensor = torch.fft.irfft2(white * frequency**-power, s=(side, side))
    filtered = filtered - filtered.mean((1, 2), keepdim=True)
    scale = filtered.square().mean((1, 2), keepdim=True).sqrt()
    return filtered / scale


def to_share(field: Tensor) -> Tensor:
    """A standard normal field to about uniform 0 to 1, so that ``share < s`` covers about s of it."""
    return 0.5 * (1 + torch.erf(field / math.sqrt(2)))


def level(field: Tensor, share: Tensor) -> Tensor:
    """The value (N, 1, 1) of (N, S, S) fields below which a share (N,) of each lies."""
    sample = field[:, ::4, ::4].flatten(1).sort(1).values
    last = sample.shape[1] - 1
    at = (share.clamp(0, 1) * last).round().long()
    return sample.gather(1, at[:, None])[:, :, None]
