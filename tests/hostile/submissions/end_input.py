"""
Tries: waits for a person: `input()`, `getpass`, reads standard input.
Happens: there is nobody: an error at once.
Marks: E1
Solved: E1
"""

# %% last
input("your mark? ")

# %% last
import sys
print("read", repr(sys.stdin.read()))
