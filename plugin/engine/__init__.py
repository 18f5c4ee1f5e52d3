"""Starting, watching and talking to the engine, a process of its own outside QGIS."""
