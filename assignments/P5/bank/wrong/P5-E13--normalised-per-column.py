"""Normalises the prototypes over the classes: columns of length 1 instead of rows.

Caught by: P5-E13.value, P5-E13.unit-rows
"""
def build_text_prototypes(encode_text, templates, class_names):
    rows = []
    for name in class_names:
        sentences = [t.format(name.replace("_", " ")) for t in templates]
        features = F.normalize(encode_text(sentences), dim=-1)
        rows.append(features.mean(dim=0))
    return F.normalize(torch.stack(rows), dim=0)
