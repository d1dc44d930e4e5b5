"""Figures of the notebooks: given data, each function draws one picture and returns the figure."""
