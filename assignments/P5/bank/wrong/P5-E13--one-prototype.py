"""Mean over all sentences of all classes, repeated.

Caught by: P5-E13.value, P5-E13.unit-rows
"""
def build_text_prototypes(encode_text, templates, class_names):
    features = F.normalize(encode_text([t.format(n.replace("_", " ")) for n in class_names for t in templates]), dim=-1)
    return F.normalize(features.mean(0, keepdim=True), dim=-1).repeat(len(class_names), 1)
