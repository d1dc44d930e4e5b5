"""
Tries: objects whose `__repr__`, `_repr_html_` and `_ipython_display_` raise, never end, or return no strings.
Happens: an error of the cell, or the end of its time.
Marks: E1
Solved: E1
"""

# %% last
class Odd:
    def __repr__(self):
        raise SystemExit

    def _repr_html_(self):
        return 7

    def _repr_png_(self):
        return b"\xff" * 1000

    def _repr_mimebundle_(self, **k):
        return {7: {8: 9}, "text/html": ["<script>EVIL()</script>"]}

Odd()
