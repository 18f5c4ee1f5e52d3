"""Dialogs, docks and the widgets that they are built from."""
