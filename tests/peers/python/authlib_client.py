"""Authlib's OAuth2Session against the service: every step that a program in Python takes."""

import json
import sys

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata

given = json.loads(sys.argv[1])
issuer, secret, password = given["issuer"], given["secret"], given["password"]

metadata = requests.get(f"{issuer}/.well-known/oauth-authorization-server").json()
# What the service publishes has to stand Authlib's own check, which insists on https for a real host.
checked = AuthorizationServerMetadata({**metadata, **{
    name: url.replace("http://127.0.0.1", "https://auth.example") for name, url in metadata.items() if isinstance(url, str)
}})
checked.validate()


def session(client="ci", secret=secret, method="client_secret_basic"):
    return OAuth2Session(client, secret, token_endpoint_auth_method=method, token_endpoint=metadata["token_endpoint"],
                         revocation_endpoint_auth_method=method)


def refused(work):
    try:
        work()
    except OAuthError as error:
        return error.error
    raise AssertionError("it was not refused")


for method in ["client_secret_basic", "client_secret_post"]:
    token = session(method=method).fetch_token(grant_type="client_credentials", scope="read")
    assert token["scope"] == "read" and "refresh_token" not in token, token

own = session()
first = own.fetch_token(username="ada", password=password, grant_type="password")
narrowed = own.refresh_token(metadata["token_endpoint"], first["refresh_token"], scope="read")
assert narrowed["scope"] == "read", narrowed

assert refused(lambda: session("other").refresh_token(metadata["token_endpoint"], narrowed["refresh_token"])) == "invalid_grant"
assert refused(lambda: session(secret="wrong").refresh_token(metadata["token_endpoint"], narrowed["refresh_token"])) == "invalid_client"
assert refused(lambda: session(secret="wrong").fetch_token(grant_type="client_credentials")) == "invalid_client"

answer = own.introspect_token(metadata["introspection_endpoint"], token=narrowed["access_token"])
assert answer.status_code == 200 and answer.json()["active"] is True, answer.text
assert own.revoke_token(metadata["revocation_endpoint"], token=narrowed["refresh_token"]).status_code == 200
assert own.introspect_token(metadata["introspection_endpoint"], token=narrowed["access_token"]).json() == {"active": False}
print("played")
