"""The Processing provider: every action of the toolbar as an algorithm that needs no display."""
