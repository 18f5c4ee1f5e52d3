"""What the demo's user does with the other buttons: label scenes, fill in hidden parts, compute features."""

from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtWidgets import QComboBox
from qgis.utils import iface

from demo import map_view
from demo.desktop import Scenario, Until, Walk, centred, field, window_of
from demo.dialogs import click_action, estimated, run, save_result_to, show_result

ZOOM = 0.25
"""Share of the scene's width and height that the map shows meanwhile, so that nobody waits long."""
MAP_EXTENT = 1  # row of “What the map shows now”


def other_dialogs(walk: Walk, bands: list[QgsRasterLayer], picture: QgsRasterLayer) -> Scenario:
    """Open the three dialogs on a part of a scene, take their pictures, run them."""
    for name, title in (
        ("scenes", "Classify scenes"),
        ("reconstruct", "Reconstruct hidden parts"),
        ("embed", "Compute features"),
    ):
        walk.step(f"{title}: dialog")
        zoom_in(picture)
        yield map_view.drawn()
        yield 0.5
        map_view.select(bands)
        click_action(name)
        kind, file, dialog_picture, map_picture = DIALOGS[name]
        dialog = yield Until(lambda kind=kind: window_of(kind), f"the dialog “{title}”")
        centred(dialog)
        save_result_to(dialog, walk.output / "results" / file)
        field(dialog, "Area").findChild(QComboBox).setCurrentIndex(MAP_EXTENT)
        yield estimated(dialog)
        yield 0.5
        walk.screenshot(dialog_picture, dialog)

        walk.step(f"{title}: run")
        walk.facts[name] = yield from run(walk, dialog, f"running-{name}")
        yield from show_result(walk, file)
        zoom_in(picture)
        yield map_view.drawn()
        yield 0.5
        walk.screenshot(map_picture)


def zoom_in(picture: QgsRasterLayer) -> None:
    """Show the middle of a scene."""
    QgsProject.instance().setCrs(picture.crs())
    extent = picture.extent()
    extent.scale(ZOOM)
    iface.mapCanvas().setExtent(extent)
    iface.mapCanvas().refresh()


# Pictures whose names begin with a number go to the guide.
DIALOGS = {
    "scenes": ("ScenesDialog", "scenes.gpkg", "11-scenes-dialog", "11-scenes"),
    "reconstruct": ("ReconstructDialog", "reconstruction.tif", "12-reconstruct-dialog", "12-reconstruct"),
    "embed": ("FeaturesDialog", "features.tif", "13-features-dialog", "13-features"),
}
