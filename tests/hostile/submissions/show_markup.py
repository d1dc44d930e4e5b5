"""
Tries: markup of the tools of the staff in exceptions and names: rich tags, spreadsheet formulas, templates, format strings, LaTeX.
Happens: words are shown as words.
Marks: none
"""

# %% E1
def square(x):
    raise ValueError("[/oops] [bold]x[/bold] =HYPERLINK(\"http://192.0.2.1\") {{ 7 * 7 }} {% raw %} %s {0} \\input{/etc/passwd}")

# %% last
raise ValueError("[/red] =1+1 {{ config }}")
