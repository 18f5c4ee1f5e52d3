"""Losses that networks of different tasks are trained with."""

import torch
import torch.nn.functional as F
from torch import Tensor


def partial_label_loss(logits: Tensor, sets: Tensor, weights: Tensor) -> Tensor:
    """Mean of -log of the probability of the label's set over labelled pixels.

    Args:
        logits: (N, K, H, W).
        sets: (N, H, W) bit masks; 0 is unlabelled.
        weights: (K,) class weights; a set takes the mean of its members.
    """
    bits = (sets[:, None] >> torch.arange(logits.shape[1], device=sets.device)[None, :, None, None]) & 1
    member = bits.bool()
    log_p = logits.float().log_softmax(1)
    chosen = log_p.masked_fill(~member, -1e4).logsumexp(1)
    weight = (weights[None, :, None, None] * member).sum(1) / member.sum(1).clamp(min=1)
    weight = torch.where(sets > 0, weight, 0)
    total: Tensor = -(weight * chosen).sum() / weight.sum().clamp(min=1)
    return total


ROBUST = 0.2
"""Errors of a reconstruction beyond this, in the network's units, count linearly."""


def reconstruction_loss(guess: Tensor, truth: Tensor, hidden: Tensor) -> Tensor:
    """Mean robust error over what was hidden.

    Args:
        guess, truth: (N, B, H, W) in the compact network's units.
        hidden: (N, B, H, W) bool.
    """
    error = F.smooth_l1_loss(guess.float(), truth, beta=ROBUST, reduction="none")
    loss: Tensor = (error * hidden).sum() / hidden.sum().clamp(min=1)
    return loss
