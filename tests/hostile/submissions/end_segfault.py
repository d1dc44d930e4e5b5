"""
Tries: crashes the interpreter by a null pointer (ctypes).
Happens: the cell is left out in a new process.
Marks: E1
Solved: E1
"""

# %% last
import ctypes
ctypes.string_at(0)
