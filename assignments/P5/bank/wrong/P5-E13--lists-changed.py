"""Replaces the underscores in the list of the caller.

Caught by: P5-E13.lists-unchanged
"""
def build_text_prototypes(encode_text, templates, class_names):
    for i, name in enumerate(class_names):
        class_names[i] = name.replace("_", " ")
    rows = []
    for name in class_names:
        features = F.normalize(encode_text([t.format(name) for t in templates]), dim=-1)
        rows.append(F.normalize(features.mean(dim=0), dim=-1))
    return torch.stack(rows)
