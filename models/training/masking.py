"""What pretraining hides from the network: tokens, whole spectral groups, single bands."""

import torch
from torch import Tensor

FEWEST_BANDS = 3
"""So many bands of a chip are never left out."""


def hidden_groups(n: int, groups: int, share: float, most: int, device: torch.device) -> Tensor:
    """Whole spectral groups that are hidden in some chips, to be told from the others: (N, G) bool.

    After the modality-aware masking of OlmoEarth (Herzog et al., CVPR 2026, arXiv:2511.13655), whose band
    sets are either seen or predicted.

    Args:
        n: chips.
        groups: spectral groups.
        share: of the chips in which some are hidden, as many as chance says.
        most: groups that may be hidden at once; one stays visible in any case.
        device: of the random numbers.
    """
    most = min(most, groups - 1)
    if share <= 0 or most < 1:
        return torch.zeros(n, groups, dtype=torch.bool, device=device)
    count = 1 + (torch.rand(n, 1, device=device) * most).floor()
    chosen = torch.rand(n, 1, device=device) < share
    return (torch.rand(n, groups, device=device).argsort(1).argsort(1) < count) & chosen


def visible_tokens(
    n: int, groups: int, places: int, mask: float, share: float, device: torch.device
) -> Tensor:
    """The tokens that stay visible: (N, K) positions, group after group as `to_token_values` orders them.

    Every chip has as many, or they would be no tensor: where groups are hidden as a whole, the others show
    more of theirs, and no more groups are hidden than leaves enough tokens to show.

    Args:
        n: chips.
        groups, places: a chip has so many spectral groups, and tokens in each.
        mask: share of the tokens that is hidden.
        share: of the chips with whole groups hidden.
        device: of the random numbers.
    """
    length = groups * places
    kept = max(1, int(length * (1 - mask)))
    whole = hidden_groups(n, groups, share, (length - kept) // places, device)
    order = torch.rand(n, length, device=device) + whole.repeat_interleave(places, 1)
    return order.argsort(1)[:, :kept]


def dropped_bands(n: int, bands: int, most: float, device: torch.device) -> Tensor:
    """Bands that a chip has to do without, though they are to be predicted: (N, B) bool.

    Each chip draws its own probability from 0 to `most`, as OlmoEarth v1.1 does (arXiv:2605.20804).
    """
    rate = torch.rand(n, 1, device=device) * most
    dropped = torch.rand(n, bands, device=device) < rate
    dropped_first = torch.rand(n, bands, device=device) + ~dropped
    return dropped & (dropped_first.argsort(1).argsort(1) < bands - FEWEST_BANDS)
