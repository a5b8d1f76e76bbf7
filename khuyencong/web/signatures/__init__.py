"""Pages about digital signatures: what a signed PDF is worth, a copy signed for practice."""
