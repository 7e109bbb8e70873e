"""One small file, encrypted: what it says can be read only with the passphrase or with the system's keyring.

AES-256 in GCM mode (NIST SP 800-38D) under a key that scrypt (RFC 7914) makes from a passphrase, or under a random
key that the keyring of this user account keeps. The envelope is JSON; its header is authenticated with the content.
With the keyring, every writing makes a new key and forgets the old one, so that old copies of the file, also those in
backups, can no longer be opened. With a passphrase an old copy stays readable to whoever knows the passphrase.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from scanner.errors import UsageError
from scanner.locking import taken
from scanner.settings import Secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_SCRYPT = {"n": 2**17, "r": 8, "p": 1}  # 128 MiB and some tenths of a second a guess
_MOST_N = 2**20  # a header that asks for more would only stop the program
_FORMAT = "image-confidentiality-scanner consent register 1"
_SERVICE = "image-confidentiality-scanner consent register"
_PATIENCE = 60.0  # seconds; others hold the register for a moment only
_LARGEST = 256 * 1024 * 1024
_MISSING = (
    "The consent register needs the package cryptography. Install the program with its [consent] extra, as README says."
)


class KeyStore(Protocol):
    """The part of the package keyring that is used."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


def system_keyring() -> KeyStore | None:
    """The keyring of this user account, None where there is none worth the name (no desktop, a plain file)."""
    try:
        import keyring
        from keyring.backends import fail, null

        backend = keyring.get_keyring()
        if isinstance(backend, fail.Keyring | null.Keyring) or backend.priority < 1:
            return None
        return backend
    except Exception:  # backends raise what they like; without a keyring the passphrase remains
        return None


@dataclass(frozen=True)
class Vault:
    """A file and the means to open it. `secret`: the passphrase; None: the keyring."""

    path: Path
    secret: Secret | None = None
    keys: KeyStore | None = None

    def exists(self) -> bool:
        return self.path.is_file()

    def uses_keyring(self) -> bool:
        """Whether the file as it is needs no passphrase. Raises UsageError for a file that is no register."""
        return bool(self._header(self._envelope()).get("keyring"))

    def read(self) -> bytes:
        """Raises UsageError where the file is missing, damaged, or cannot be opened with this key."""
        envelope = self._envelope()
        header = self._header(envelope)
        key = self._key(header)
        cipher, wrong_key = _cipher(key)
        try:
            nonce, content = (base64.b64decode(envelope[part], validate=True) for part in ("nonce", "content"))
            return cipher.decrypt(nonce, content, envelope["header"].encode())
        except wrong_key as error:
            raise UsageError(f"{self._title} cannot be opened: wrong passphrase, or the file was changed.") from error
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise UsageError(f"{self._title} is damaged.") from error

    def write(self, content: bytes) -> None:
        """Put `content` in place of the whole file in one step; mode 0600, no copy of the old one is left.

        Raises UsageError where it cannot be written or no key can be had.
        """
        old = self._old_keyring_name()
        header, key = self._new_key()
        text = json.dumps(header)
        nonce = secrets.token_bytes(12)
        sealed = _cipher(key)[0].encrypt(nonce, content, text.encode())
        envelope = {
            "format": _FORMAT,
            "header": text,
            "nonce": base64.b64encode(nonce).decode(),
            "content": base64.b64encode(sealed).decode(),
        }
        self._replace(json.dumps(envelope).encode())
        self._forget(old)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else changes the file meanwhile: read it, change it and write it inside, or another's change is lost.

        The lock is an empty file beside it that stays; what counts is the system's lock on it, which ends with its
        process. Raises UsageError where another command does not let go.
        """
        path = self.path.with_name(f"{self.path.name}.lock")
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise UsageError(f"{self._title} cannot be changed: {path}: {error.strerror}.") from error
        try:
            patience = time.monotonic() + _PATIENCE
            while not taken(descriptor):
                if time.monotonic() > patience:
                    raise UsageError(f"{self._title} is being changed by another command. Wait for it, then try again.")
                time.sleep(0.05)
            yield
        finally:
            os.close(descriptor)

    def delete(self) -> None:
        """The file and its key."""
        old = self._old_keyring_name()
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise UsageError(f"{self._title} could not be deleted: {error.strerror}.") from error
        self._forget(old)

    @property
    def _title(self) -> str:
        return f"The consent register {self.path}"

    def _envelope(self) -> dict[str, Any]:
        try:
            with self.path.open("rb") as file:
                raw = file.read(_LARGEST + 1)
            envelope = json.loads(raw) if len(raw) <= _LARGEST else None
        except FileNotFoundError as error:
            raise UsageError(
                f"There is no consent register at {self.path}. Add somebody first: scanner consent add --help."
            ) from error
        except OSError as error:
            raise UsageError(f"{self._title} could not be read: {error.strerror}.") from error
        except ValueError:
            envelope = None
        if not isinstance(envelope, dict) or envelope.get("format") != _FORMAT:
            raise UsageError(f"{self.path} is not a consent register that this program can read.")
        return envelope

    def _header(self, envelope: dict[str, Any]) -> dict[str, Any]:
        try:
            header = json.loads(envelope["header"])
        except (KeyError, ValueError, TypeError):
            header = None
        if not isinstance(header, dict):
            raise UsageError(f"{self._title} is damaged.")
        return header

    def _key(self, header: dict[str, Any]) -> bytes:
        if "keyring" in header:
            try:
                stored = self.keys.get_password(_SERVICE, str(header["keyring"])) if self.keys else None
                key = base64.b64decode(stored or "")
            except Exception:  # a locked or broken keyring
                key = b""
            if len(key) != 32:
                raise UsageError(
                    f"{self._title} cannot be opened: its key is in the keyring of the user account that made it."
                )
            return key
        if self.secret is None:
            raise UsageError(
                f"{self._title} needs its passphrase: set SCANNER_CONSENT_PASSPHRASE, or use --passphrase-file."
            )
        try:
            n, r, p = (int(header["scrypt"][name]) for name in ("n", "r", "p"))
            salt = base64.b64decode(header["salt"], validate=True)
            if not (2 <= n <= _MOST_N and 1 <= r <= 16 and 1 <= p <= 4):
                raise ValueError
            return _scrypt(self.secret, salt, n, r, p)
        except (KeyError, ValueError, TypeError) as error:
            raise UsageError(f"{self._title} is damaged.") from error

    def _new_key(self) -> tuple[dict[str, Any], bytes]:
        if self.secret is not None:
            salt = secrets.token_bytes(16)
            header = {"scrypt": _SCRYPT, "salt": base64.b64encode(salt).decode()}
            return header, _scrypt(self.secret, salt, _SCRYPT["n"], _SCRYPT["r"], _SCRYPT["p"])
        if self.keys is None:
            raise UsageError(
                "The consent register is encrypted: set SCANNER_CONSENT_PASSPHRASE, or use --passphrase-file."
            )
        name, key = secrets.token_hex(16), secrets.token_bytes(32)
        try:
            self.keys.set_password(_SERVICE, name, base64.b64encode(key).decode())
        except Exception as error:
            raise UsageError("The system's keyring refused to keep the key; use a passphrase instead.") from error
        return {"keyring": name}, key

    def _old_keyring_name(self) -> str | None:
        if not self.exists():
            return None
        try:
            return self._header(self._envelope()).get("keyring")
        except UsageError:
            return None

    def _forget(self, name: str | None) -> None:
        if name is not None and self.keys is not None:
            with contextlib.suppress(Exception):
                self.keys.delete_password(_SERVICE, name)

    def _replace(self, data: bytes) -> None:
        """A new file beside it, then one rename: a kill leaves the old one or the new one, whole."""
        temporary = self.path.with_name(f".{self.path.name}.{secrets.token_hex(8)}")
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self.path)
        except OSError as error:
            raise UsageError(f"{self._title} could not be written: {error.strerror}.") from error
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def _cipher(key: bytes) -> tuple[AESGCM, type[Exception]]:
    """The cipher, and what it raises for a wrong key or changed bytes."""
    try:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError as error:
        raise UsageError(_MISSING) from error
    return AESGCM(key), InvalidTag


def _scrypt(secret: Secret, salt: bytes, n: int, r: int, p: int) -> bytes:
    try:
        from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
    except ImportError as error:
        raise UsageError(_MISSING) from error
    return Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(secret.value.encode())
