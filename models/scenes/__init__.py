"""Labels of whole images: cells of a scene's grid, or polygons."""
