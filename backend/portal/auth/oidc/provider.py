"""The protocol: discovery, the authorization code with PKCE, and checking what the provider says of a person.

OpenID Connect Core 1.0 (section 3.1), RFC 7636 (PKCE), RFC 9207 (issuer in the answer).
"""

import base64
import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import jwt

# Signatures by keys that the provider publishes. Never `none`, never a shared secret as key.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_NEEDED = {"authorization_endpoint", "token_endpoint", "jwks_uri"}
_ENDPOINTS = {*_NEEDED, "userinfo_endpoint"}
_BELIEVED_S = 3600.0
# Keys rotate: an unknown one is looked for, but strangers must not make us ask the provider all the time.
_RETRY_KEYS_S = 30.0
_LEEWAY_S = 60
_MAX_ANSWER = 1_000_000
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class OidcError(Exception):
    """Signing in did not work. `problem` is a short name that the screen has words for."""

    def __init__(self, problem: str, detail: str) -> None:
        super().__init__(detail)
        self.problem = problem


@dataclass(frozen=True)
class Client:
    """How the portal is known to the provider."""

    issuer: str
    client_id: str
    client_secret: str
    scopes: str
    groups_claim: str
    redirect_uri: str


@dataclass(frozen=True)
class Attempt:
    """A sign-in under way: what ties the provider's answer to the browser that asked."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> "Attempt":
        """Three fresh random values."""
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


@dataclass(frozen=True)
class Person:
    """Whom the provider vouches for."""

    issuer: str
    subject: str
    email: str
    email_verified: bool
    name: str
    groups: tuple[str, ...]


class Provider:
    """One provider; its configuration and keys are believed for an hour. Raises `OidcError` throughout."""

    def __init__(
        self, client: Client, http: httpx.AsyncClient, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = client
        self._http = http
        self._clock = clock
        self._metadata: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, dict[str, jwt.PyJWK]] | None = None

    async def address(self, attempt: Attempt) -> str:
        """Where to send the browser."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest())
        query = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": self._client.redirect_uri,
            "scope": self._client.scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": challenge.decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        endpoint = await self._endpoint("authorization_endpoint")
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(query)}"

    async def person(self, attempt: Attempt, answer: Mapping[str, str]) -> Person:
        """Who signed in, from the query that the provider sent the browser back with."""
        if answer.get("iss", self._client.issuer) != self._client.issuer:
            raise OidcError("failed", "the answer names another issuer")
        if "code" not in answer:
            refused = "denied" if answer.get("error") == "access_denied" else "failed"
            raise OidcError(refused, f"the provider refused: {answer.get('error', 'no code')[:100]}")
        tokens = await self._exchange(attempt, answer["code"])
        claims = await self._verified(str(tokens.get("id_token", "")), attempt.nonce)
        missing = {"email", self._client.groups_claim} - claims.keys()
        if missing and tokens.get("access_token"):
            claims = {**await self._userinfo(str(tokens["access_token"]), claims["sub"]), **claims}
        groups = claims.get(self._client.groups_claim, ())
        return Person(
            issuer=self._client.issuer,
            subject=str(claims["sub"]),
            email=str(claims.get("email", "")).strip().casefold(),
            email_verified=claims.get("email_verified") in (True, "true"),
            name=str(claims.get("name") or claims.get("preferred_username") or "")[:200],
            groups=(groups,) if isinstance(groups, str) else tuple(str(group) for group in groups),
        )

    async def _exchange(self, attempt: Attempt, code: str) -> dict[str, Any]:
        metadata = await self._discovered()
        endpoint = await self._endpoint("token_endpoint")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._client.redirect_uri,
            "code_verifier": attempt.verifier,
        }
        auth = None
        methods = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if self._client.client_secret and "client_secret_basic" in methods:
            auth = httpx.BasicAuth(_form(self._client.client_id), _form(self._client.client_secret))
        else:
            form["client_id"] = self._client.client_id
            if self._client.client_secret:
                form["client_secret"] = self._client.client_secret
        return await self._json("POST", endpoint, data=form, auth=auth)

    async def _verified(self, token: str, nonce: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            key = await self._key(str(header.get("kid", "")))
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=_ALGORITHMS,
                audience=self._client.client_id,
                issuer=self._client.issuer,
                leeway=_LEEWAY_S,
                options={"require": ["exp", "iat", "sub", "aud", "iss"]},
            )
        except jwt.PyJWTError as error:
            raise OidcError("failed", f"the identity token is not valid: {error}") from error
        audience = claims["aud"]
        others = isinstance(audience, list) and len(audience) > 1
        if claims.get("azp", self._client.client_id) != self._client.client_id or (
            others and "azp" not in claims
        ):
            raise OidcError("failed", "the identity token is for another program")
        if not secrets.compare_digest(str(claims.get("nonce", "")), nonce):
            raise OidcError("failed", "the identity token belongs to another sign-in")
        return claims

    async def _userinfo(self, access_token: str, subject: object) -> dict[str, Any]:
        metadata = await self._discovered()
        if "userinfo_endpoint" not in metadata:
            return {}
        endpoint = await self._endpoint("userinfo_endpoint")
        told = await self._json("GET", endpoint, headers={"Authorization": f"Bearer {access_token}"})
        if told.get("sub") != subject:
            raise OidcError("failed", "the user information is about somebody else")
        return told

    async def _key(self, key_id: str) -> jwt.PyJWK:
        now = self._clock()
        age = now - self._keys[0] if self._keys else _BELIEVED_S
        known = self._keys[1] if self._keys else {}
        if age >= _BELIEVED_S or (_chosen(known, key_id) is None and age >= _RETRY_KEYS_S):
            found = await self._json("GET", await self._endpoint("jwks_uri"))
            known = {}
            for entry in found.get("keys", []):
                if entry.get("use", "sig") == "sig" and entry.get("kty") != "oct":
                    try:
                        known[str(entry.get("kid", ""))] = jwt.PyJWK(entry)
                    except jwt.PyJWTError:
                        continue  # a kind of key that is not known here; others may serve
            self._keys = (now, known)
        key = _chosen(known, key_id)
        if key is None:
            raise OidcError("failed", "the identity token is signed by an unknown key")
        return key

    async def _discovered(self) -> dict[str, Any]:
        now = self._clock()
        if self._metadata is None or now - self._metadata[0] >= _BELIEVED_S:
            url = f"{self._client.issuer.rstrip('/')}/.well-known/openid-configuration"
            found = await self._json("GET", url)
            if found.get("issuer") != self._client.issuer:
                raise OidcError(
                    "provider", "OIDC_ISSUER differs from the issuer that the provider calls itself"
                )
            for name in _NEEDED | (_ENDPOINTS & found.keys()):
                parts = urlsplit(str(found.get(name, "")))
                if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
                    raise OidcError("provider", f"the provider's {name} is not an https address")
            self._metadata = (now, found)
        return self._metadata[1]

    async def _endpoint(self, name: str) -> str:
        return str((await self._discovered())[name])

    async def _json(self, method: str, url: str, **arguments: Any) -> dict[str, Any]:
        try:
            answer = await self._http.request(method, url, **arguments)
        except httpx.HTTPError as error:
            raise OidcError("provider", f"the provider does not answer: {type(error).__name__}") from error
        if answer.status_code != 200 or len(answer.content) > _MAX_ANSWER:
            refused = "failed" if method == "POST" and answer.status_code < 500 else "provider"
            raise OidcError(refused, f"the provider answered {answer.status_code} at {urlsplit(url).path}")
        try:
            found = answer.json()
        except ValueError as error:
            raise OidcError("provider", "the provider's answer is not JSON") from error
        if not isinstance(found, dict):
            raise OidcError("provider", "the provider's answer is not an object")
        return found


def _chosen(keys: Mapping[str, jwt.PyJWK], key_id: str) -> jwt.PyJWK | None:
    """A token without a key id can only be meant for the one key there is."""
    if not key_id and len(keys) == 1:
        return next(iter(keys.values()))
    return keys.get(key_id)


def _form(text: str) -> str:
    # RFC 6749, section 2.3.1: id and secret are form-encoded before they are put into the header.
    return urlencode({"": text})[1:]
