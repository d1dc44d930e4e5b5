"""
Tries: magics: `%reset -f`, `%env`, `%cd`, `%autoreload`, `%load`, `!rm` of everything, `%%bash`, `%run`.
Happens: they work in the student's process and folder, and nowhere else; the names are gone.
Marks: none
Solved: E1, E2, E3
"""

# %% last
# %cd ..
# %env HOME=/
# %load_ext autoreload
# %autoreload 2
# %reset -f
# !rm -rf / --no-preserve-root 2>/dev/null
