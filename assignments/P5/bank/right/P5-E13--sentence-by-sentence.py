"""One sentence a call; sum in place of the mean, since it is normalised anyway.
"""
def build_text_prototypes(encode_text, templates, class_names):
    rows = []
    for name in class_names:
        words = name.replace("_", " ")
        total = 0
        for template in templates:
            (feature,) = encode_text([template.format(words)])
            total = total + feature / torch.linalg.vector_norm(feature)
        rows.append(total / torch.linalg.vector_norm(total))
    return torch.stack(rows, dim=0)
