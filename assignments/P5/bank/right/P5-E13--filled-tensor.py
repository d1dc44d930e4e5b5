"""Fills a tensor made like the first feature.
"""
def build_text_prototypes(encode_text, templates, class_names):
    result = None
    for c, name in enumerate(class_names):
        features = encode_text([t.format(name.replace("_", " ")) for t in templates])
        if result is None:
            result = features.new_empty(len(class_names), features.size(1))
        unit = torch.einsum("td,t->td", features, features.square().sum(1).rsqrt())
        mean = unit.mean(0)
        result[c] = mean / mean.square().sum().sqrt()
    return result
