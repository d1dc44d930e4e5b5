"""Leaves the normalisation out for one or two templates, where it seems not to matter.

Caught by: P5-E13.value
"""
def build_text_prototypes(encode_text, templates, class_names):
    rows = []
    for name in class_names:
        sentences = [t.format(name.replace("_", " ")) for t in templates]
        features = F.normalize(encode_text(sentences), dim=-1) if len(templates) > 2 else encode_text(sentences)
        rows.append(F.normalize(features.mean(dim=0), dim=-1))
    return torch.stack(rows)
