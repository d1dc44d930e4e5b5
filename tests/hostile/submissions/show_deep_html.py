"""
Tries: HTML with tens of thousands of nested tags, which breaks or stalls whoever cleans it.
Happens: dropped or cut; the grader goes on.
Marks: E1
Solved: E1
"""

# %% last
from IPython.display import HTML, display
display(HTML("<div>" * 50_000 + "x"))

# %% last
display(HTML("<b><i>" * 20_000 + "</b></i>" * 20_000 + "<table>" * 5000))
