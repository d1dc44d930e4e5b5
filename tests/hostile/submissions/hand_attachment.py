"""
Tries: an attachment whose type and name are HTML.
Happens: nothing of it runs in a page.
Marks: none
"""

# %% hand in
for cell in notebook.cells:
    if cell.metadata.get("nbgrader", {}).get("grade_id") == "H1-R1":
        cell.source = "![x](attachment:x.png)"
        cell["attachments"] = {"x.png": {'image/png" onerror="EVIL()': "aGk=", "image/svg+xml": "<svg onload=EVIL()>"}}
