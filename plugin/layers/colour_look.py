"""How a scene looks on the map, so that what is made from it can look alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qgis.core import (
    QgsContrastEnhancement,
    QgsMapLayer,
    QgsMultiBandColorRenderer,
    QgsRasterLayer,
    QgsRasterMinMaxOrigin,
)

NATURAL = ("B04", "B03", "B02")
"""Red, green and blue as the eye sees them."""

Limits = tuple[float, float]
_STRETCH = QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum


@dataclass(frozen=True)
class ColourLook:
    """Which bands are red, green and blue, and what is black and white.

    Attributes:
        bands: names.
        limits: reflectance that is black and white, for each; empty where the map does not say.
        gamma, brightness, contrast: of the whole picture.
    """

    bands: tuple[str, ...] = NATURAL
    limits: tuple[Limits, ...] = ()
    gamma: float = 1.0
    brightness: int = 0
    contrast: int = 0


def look_of(
    layers: Sequence[QgsMapLayer], names: Mapping[int, str], scale: float, offset: float
) -> ColourLook:
    """How a scene of one layer looks; natural colours for all others.

    Args:
        layers: of the scene.
        names: of the bands, by number.
        scale, offset: how stored numbers become reflectance: (number + offset) * scale.
    """
    layer = layers[0] if len(layers) == 1 else None
    renderer = layer.renderer() if isinstance(layer, QgsRasterLayer) else None
    if not isinstance(renderer, QgsMultiBandColorRenderer):
        return ColourLook()
    bands = [names.get(n, "") for n in (renderer.redBand(), renderer.greenBand(), renderer.blueBand())]
    stretches = [
        renderer.redContrastEnhancement(),
        renderer.greenContrastEnhancement(),
        renderer.blueContrastEnhancement(),
    ]
    limits = [
        ((stretch.minimumValue() + offset) * scale, (stretch.maximumValue() + offset) * scale)
        for stretch in stretches
        if _is_stretch(stretch)
    ]
    light = layer.brightnessFilter()
    return ColourLook(
        tuple(bands),
        tuple(limits) if len(limits) == len(bands) else (),
        light.gamma(),
        light.brightness(),
        light.contrast(),
    )


def apply_look(layer: QgsRasterLayer, look: ColourLook) -> None:
    """Give a layer of reflectance the look of another; natural colours where it lacks a band of it."""
    places = {layer.bandName(n).partition(": ")[2]: n for n in range(1, layer.bandCount() + 1)}
    if any(name not in places for name in look.bands):
        look = ColourLook()
    if any(name not in places for name in look.bands):
        return
    provider = layer.dataProvider()
    renderer = QgsMultiBandColorRenderer(provider, *(places[name] for name in look.bands))
    setters = (
        renderer.setRedContrastEnhancement,
        renderer.setGreenContrastEnhancement,
        renderer.setBlueContrastEnhancement,
    )
    for setter, name, (low, high) in zip(setters, look.bands, look.limits):
        stretch = QgsContrastEnhancement(provider.dataType(places[name]))
        stretch.setMinimumValue(low)
        stretch.setMaximumValue(high)
        stretch.setContrastEnhancementAlgorithm(_STRETCH)
        setter(stretch)
    layer.setRenderer(renderer)
    if not look.limits:
        layer.setContrastEnhancement(_STRETCH, QgsRasterMinMaxOrigin.Limits.CumulativeCut)
    light = layer.brightnessFilter()
    light.setGamma(look.gamma)
    light.setBrightness(look.brightness)
    light.setContrast(look.contrast)
    layer.triggerRepaint()


def _is_stretch(stretch: QgsContrastEnhancement | None) -> bool:
    return stretch is not None and stretch.contrastEnhancementAlgorithm() == _STRETCH
