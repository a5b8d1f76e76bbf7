"""The issuers whose certificates the operator trusts: files in a folder, none shipped with the system."""

from functools import cache
from pathlib import Path

from asn1crypto import pem, x509

KINDS = (".pem", ".crt", ".cer")


@cache
def roots_in(folder: Path | None) -> tuple[x509.Certificate, ...]:
    """Every certificate of the folder, read once a process; a file that is none stops with its name."""
    if folder is None:
        return ()
    files = sorted(each for each in folder.iterdir() if each.suffix.lower() in KINDS)
    return tuple(certificate for file in files for certificate in certificates_of(file))


def certificates_of(file: Path) -> list[x509.Certificate]:
    """The certificates of one file, as text or as bytes."""
    content = file.read_bytes()
    try:
        parts = (
            [part for _, _, part in pem.unarmor(content, multiple=True)] if pem.detect(content) else [content]
        )
        found = [x509.Certificate.load(part, strict=True) for part in parts]
        _ = [each.subject.native for each in found]  # the library reads what is asked for only
    except (ValueError, TypeError) as error:
        raise ValueError(f"{file.name} không phải chứng thư đọc được") from error
    return found
