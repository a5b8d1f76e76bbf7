"""What a picture is by its first bytes, whatever its name or the browser says."""


def kind_of(content: bytes) -> str:
    """The media type of a JPEG, PNG or WebP; "" for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return ""
