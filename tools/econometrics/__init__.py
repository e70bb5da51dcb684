"""Would the published designs recover the truth? Standard estimators on what the model emits, beside true effects."""
