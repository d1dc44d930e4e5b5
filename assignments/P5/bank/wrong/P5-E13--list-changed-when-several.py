"""Takes the templates out of the list of the caller one by one.

Caught by: P5-E13.lists-unchanged
"""
def build_text_prototypes(encode_text, templates, class_names):
    total = 0
    while templates:
        template = templates.pop()
        total = total + F.normalize(encode_text([template.format(n.replace("_", " ")) for n in class_names]), dim=-1)
    return F.normalize(total, dim=-1)
