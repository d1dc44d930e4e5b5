"""Other languages than English: what is translated, the catalogues, and the release made of them."""
