"""Gives the encoder one string instead of a list: some tokenisers read its letters one by one.

Caught by: P5-E13.sentences, P5-E13.value
"""
def build_text_prototypes(encode_text, templates, class_names):
    rows = []
    for name in class_names:
        features = [encode_text(t.format(name.replace("_", " "))) for t in templates]
        rows.append(F.normalize(torch.stack([F.normalize(f, dim=-1) for f in features]).mean(0), dim=-1))
    return torch.stack(rows)
