"""Text features are parameters and learn along.

Caught by: P5-E16.frozen, P5-E16.only-the-adapter
"""
class PointCLIP(PointCLIP):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        texts = self.text_features
        del self.text_features
        self.text_features = nn.Parameter(texts.clone())

    def trainable_parameters(self):
        return [one for one in self.parameters() if one.requires_grad]
