"""Sliders on figures: a page that moves them by itself, and the widget that Python reads."""
