"""
Tries: replaces `run_cell` by a function whose result has no `error` and no `result`.
Happens: the cell after it counts as one that broke the process and is left out; what came before is graded.
Marks: E1
Solved: E1
"""

# %% last
get_ipython().run_cell = lambda *a, **k: None

# %% last
print("never runs")
