"""A physics-based simulator of Sentinel-2 scenes with exact labels; see docs/simulation.md."""

from models.training.simulation.pairs import Differences, Kind, SimulatedPair, simulate_pair
from models.training.simulation.scenes import Conditions, Simulated, simulate
from models.training.simulation.transplants import Transplanted, transplant

__all__ = [
    "Conditions",
    "Differences",
    "Kind",
    "Simulated",
    "SimulatedPair",
    "Transplanted",
    "simulate",
    "simulate_pair",
    "transplant",
]
