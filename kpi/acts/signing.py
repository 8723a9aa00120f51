"""The key an organisation signs with: made once, kept in one file beside the store, never shown.

Only the public half leaves the machine. The secret half is in no register, journal or backup: who
restores a store elsewhere makes a new key and tells the partners.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kpi.acts.actor import Actor
from kpi.acts.acts import Acts
from kpi.acts.rights import require
from kpi.acts.values import Refused

PLACE = "KPI_SIGNING_KEY"
"""The environment variable that names the file of the key, where it is not beside the store."""
NAME = "signing-key.pem"
OWNER_ONLY = 0o600


def key_file(acts: Acts) -> Path | None:
    """Return where the secret key is kept; None for a store in memory and no named place."""
    named = os.environ.get(PLACE)
    if named:
        return Path(named)
    return None if acts.store.path is None else acts.store.path.parent / NAME


def make_key(acts: Acts, *, actor: Actor) -> str:
    """Make the key of this organisation and return its public half.

    Refused where there is one already: partners know it. The file can be read by its owner only.
    """
    permit = require(acts, "make_key", actor)
    place = key_file(acts)
    if place is None:
        raise Refused("key_nowhere")
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError:
        raise Refused("key_exists", file=place.name) from None
    except OSError as error:
        raise Refused("key_unreadable", file=place.name, detail=str(error.strerror)) from error
    with os.fdopen(handle, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    public = _public(key)
    permit.note("sensitive_read", {"act": "make_key", "subject": public})
    return public


def public_key(acts: Acts) -> str | None:
    """Return the public key of this organisation, None while none was made.

    Refused when the file is there and cannot be used.
    """
    place = key_file(acts)
    return None if place is None or not place.exists() else _public(_secret(place))


def sign(acts: Acts, data: bytes) -> tuple[str, str]:
    """Return public key and signature of these bytes; Refused while no key was made."""
    place = key_file(acts)
    if place is None or not place.exists():
        raise Refused("key_missing")
    key = _secret(place)
    return _public(key), key.sign(data).hex()


def is_signed(public: str, signature: str, data: bytes) -> bool:
    """Tell whether the holder of a public key signed exactly these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
            bytes.fromhex(signature), data
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _secret(place: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(place.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise Refused("key_unreadable", file=place.name, detail=type(error).__name__) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused("key_unreadable", file=place.name, detail=type(key).__name__)
    return key


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()
