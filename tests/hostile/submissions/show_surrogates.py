"""
Tries: characters that no file can hold (lone surrogates) in outputs, exceptions and file names; NUL bytes.
Happens: replaced where the notebook is written.
Marks: E3
Solved: E3
"""

# %% E1
def square(x):
    raise ValueError("\ud800 \x00 \udfff")

# %% last
print("\ud800\udc00 \ud800 \x00")
"\udfff"

# %% last
raise ValueError("\ud83d")
