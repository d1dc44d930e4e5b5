"""
Tries: sends what it sees during a check to the outside: prints, displays, exceptions, files, clear_output.
Happens: nothing that is put out during a check is kept but the exception's words, which hold what the student's own code saw: inputs.
Marks: none
"""

# %% E1
def square(x):
    print("SEEN-DURING-A-CHECK", x)
    open("inputs.txt", "w").write(str(x))
    import sys
    sys.stderr.write("SEEN-DURING-A-CHECK")
    return x
