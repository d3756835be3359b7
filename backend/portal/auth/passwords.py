"""Password hashes: argon2id, in PHC string format."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError


class Passwords:
    """Hashes and checks passwords. Every call is slow on purpose: keep it off the event loop.

    The defaults are RFC 9106's second recommendation (64 MiB, 3 passes, 4 lanes), about 50 ms of one core.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        # Checked when there is no such account, so that both cases take the same time.
        self._nobody = self._hasher.hash("no account has this password")

    def hash(self, password: str) -> str:
        """A new hash with a new salt."""
        return self._hasher.hash(_normal(password))

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether `password` is the one; always False, and just as slow, when `stored` is None.

        Raises `ValueError` when the stored hash cannot be read: a broken database must not look like a typo.
        """
        try:
            self._hasher.verify(self._nobody if stored is None else stored, _normal(password))
        except VerifyMismatchError:
            return False
        except (InvalidHashError, VerificationError) as error:
            raise ValueError("a stored password hash cannot be read") from error
        return stored is not None

    def outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)


def _normal(password: str) -> str:
    # The same characters typed on another keyboard or system may be composed differently (NIST SP 800-63B).
    return unicodedata.normalize("NFKC", password)
