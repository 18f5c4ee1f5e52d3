# SPDX-License-Identifier: GPL-3.0-or-later
"""SpectralGPT for QGIS: the entry point that QGIS looks for."""


def classFactory(iface):
    """Return the plugin object; QGIS calls this when it loads the plugin.

    Everything is imported here, so that the folder can be imported where there is no QGIS.

    Args:
        iface: QGIS's interface object; None when a tool such as ``qgis_process`` loads the plugin.
    """
    from .plugin.main import SpectralGPTPlugin

    return SpectralGPTPlugin(iface)
