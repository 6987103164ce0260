"""Looks at captured mails with other eyes: dkimpy for the signature, Python's own e-mail package for the rest.

Takes a folder of .eml files and the public DKIM record in the file `record`; answers one JSON object a line. Asks no DNS server.
"""
import email
import email.policy
import json
import pathlib
import sys

import dkim

folder = pathlib.Path(sys.argv[1])
record = (folder / "record").read_bytes()


def verified(raw):
    return dkim.verify(raw, dnsfunc=lambda name, timeout=5: record)


for path in sorted(folder.glob("*.eml")):
    raw = path.read_bytes()
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    parts = [part for part in mail.iter_parts()] if mail.is_multipart() else []
    print(json.dumps({
        "mail": path.stem,
        "verified": verified(raw),
        # Must fail, or the check above says nothing.
        "verifiedAfterChange": verified(raw.replace(b"shop.example", b"shop.exampie", 1)) or verified(raw + b"more\r\n"),
        "type": mail.get_content_type(),
        "parts": [part.get_content_type() for part in parts],
        "charsets": sorted({part.get_content_charset() or "" for part in parts}),
        "language": mail["Content-Language"],
        "subject": str(mail["Subject"]),
        "defects": len(mail.defects) + sum(len(part.defects) for part in parts),
        "html": parts[-1].get_content() if parts else "",
        "text": parts[0].get_content() if parts else "",
    }))
