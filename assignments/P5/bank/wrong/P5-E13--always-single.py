"""Collects the rows in a float32 tensor.

Caught by: P5-E13.order-and-form
"""
def build_text_prototypes(encode_text, templates, class_names):
    rows = []
    for name in class_names:
        features = F.normalize(encode_text([t.format(name.replace("_", " ")) for t in templates]), dim=-1)
        rows.append(F.normalize(features.mean(dim=0), dim=-1).float())
    return torch.stack(rows)
