"""Brings the features to the CPU.

Caught by: P5-E13.order-and-form
"""
def build_text_prototypes(encode_text, templates, class_names):
    rows = []
    for name in class_names:
        sentences = [t.format(name.replace("_", " ")) for t in templates]
        features = F.normalize(encode_text(sentences), dim=-1)
        rows.append(F.normalize(features.mean(dim=0), dim=-1).cpu())
    return torch.stack(rows)
