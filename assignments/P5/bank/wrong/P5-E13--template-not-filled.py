"""Encodes the templates as they are: the same sentences for each class.

Caught by: P5-E13.sentences, P5-E13.value
"""
def build_text_prototypes(encode_text, templates, class_names):
    rows = []
    for name in class_names:
        sentences = templates
        features = F.normalize(encode_text(sentences), dim=-1)
        rows.append(F.normalize(features.mean(dim=0), dim=-1))
    return torch.stack(rows)
