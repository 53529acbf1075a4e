"""requests-oauthlib against the service: it sends the client's secret as it is told, in the header or in the body."""

import json
import sys

import requests
from oauthlib.oauth2 import BackendApplicationClient, LegacyApplicationClient
from oauthlib.oauth2.rfc6749.errors import OAuth2Error
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

given = json.loads(sys.argv[1])
issuer, secret, password = given["issuer"], given["secret"], given["password"]
metadata = requests.get(f"{issuer}/.well-known/oauth-authorization-server").json()
endpoint = metadata["token_endpoint"]


def refused(work):
    try:
        work()
    except OAuth2Error as error:
        return error.error
    raise AssertionError("it was not refused")


basic = HTTPBasicAuth("ci".encode(), secret.encode())
machine = OAuth2Session(client=BackendApplicationClient("ci"))
# The header holds the pair as it is, without the form encoding that RFC 6749 §2.3.1 asks for.
assert machine.fetch_token(endpoint, auth=basic, scope="read")["scope"] == ["read"]
assert machine.fetch_token(endpoint, client_id="ci", client_secret=secret, include_client_id=True)["token_type"] == "Bearer"
assert refused(lambda: machine.fetch_token(endpoint, auth=HTTPBasicAuth("ci", "wrong"))) == "invalid_client"

user = OAuth2Session(client=LegacyApplicationClient("ci"))
first = user.fetch_token(endpoint, username="ada", password=password, auth=basic)
# As an argument of refresh_token it would be given twice: the library passes its own scope along.
user.scope = ["read"]
narrowed = user.refresh_token(endpoint, first["refresh_token"], auth=basic)
assert "read" in narrowed["scope"] and "write" not in narrowed["scope"], narrowed
other = HTTPBasicAuth("other".encode(), secret.encode())
assert refused(lambda: user.refresh_token(endpoint, narrowed["refresh_token"], auth=other)) == "invalid_grant"

answer = requests.post(metadata["introspection_endpoint"], data={"token": narrowed["access_token"]}, auth=basic)
assert answer.json()["active"] is True, answer.text
answer = requests.post(metadata["revocation_endpoint"], data={"token": narrowed["refresh_token"]}, auth=basic)
assert answer.status_code == 200 and answer.json() == {}, answer.text
answer = requests.post(metadata["introspection_endpoint"], data={"token": narrowed["access_token"]}, auth=basic)
assert answer.json() == {"active": False}, answer.text
print("played")
