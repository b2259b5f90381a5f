"""Reads a hub's Python config, and the values of its Helm chart with the Python inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Table

from envguard.formats.tree import Mapping, Scalar, Sequence, SyntaxProblem
from envguard.formats.yaml import parse_all
from envguard.model import Text
from envguard.subjects.jupyter.configs import sections_of
from envguard.subjects.jupyter.settings import Sections, Setting, merge
from envguard.subjects.jupyterhub.hub import Hub, Surroundings, Values, plain
from envguard.subjects.jupyterhub.releases import releases
from envguard.subjects.jupyterhub.secrets import python_secrets, value_secrets

MAXIMUM_SNIPPETS = 100

_DEFAULTS: Table[str, object] = {
    "hub.config.JupyterHub.authenticator_class": "dummy",
    "proxy.service.type": "LoadBalancer",
    "proxy.https.enabled": False,
    "ingress.enabled": False,
    "httpRoute.enabled": False,
    "hub.networkPolicy.enabled": True,
    "proxy.chp.networkPolicy.enabled": True,
    "proxy.traefik.networkPolicy.enabled": True,
    "singleuser.networkPolicy.enabled": True,
    "singleuser.networkPolicy.egressAllowRules.cloudMetadataServer": False,
    "singleuser.cloudMetadata.blockWithIptables": True,
    "singleuser.uid": 1000,
    "singleuser.allowPrivilegeEscalation": False,
}
"""zero-to-jupyterhub's own values.yaml, charts 1 to 4."""

_OLD_DEFAULTS: Table[str, object] = {
    **_DEFAULTS,
    "auth.type": "dummy",
    "hub.networkPolicy.enabled": False,
    "singleuser.networkPolicy.enabled": False,
}
"""Charts before 1.0."""

_OLD_AUTHENTICATORS = {
    "dummy": "DummyAuthenticator",
    "github": "GitHubOAuthenticator",
    "google": "GoogleOAuthenticator",
    "gitlab": "GitLabOAuthenticator",
    "globus": "GlobusOAuthenticator",
    "azuread": "AzureAdOAuthenticator",
    "auth0": "Auth0OAuthenticator",
    "cilogon": "CILogonOAuthenticator",
    "ldap": "LDAPAuthenticator",
}
_SNAKE = {"clientId": "client_id", "clientSecret": "client_secret", "hostedDomain": "hosted_domain",
          "orgWhitelist": "allowed_organizations"}  # fmt: skip


def read_hub_config(
    text: Text, included: Callable[[str], Text | None], around: Surroundings
) -> Hub:
    """A hub from its Python config; a file that does not parse sets nothing."""
    try:
        sections = _python(text, included)
    except SyntaxProblem:
        sections = {}
    return Hub(text, sections, python_secrets(text), around)


def _python(text: Text, included: Callable[[str], Text | None]) -> Sections:
    from envguard.formats.python_config import parse

    return sections_of(parse(text, included=included), "JupyterHub")


def read_hub_values(text: Text, around: Surroundings, chart: tuple[int, int] | None) -> list[Hub]:
    """The hubs whose values a YAML file holds, mostly one. SyntaxProblem for a broken file.

    `chart` is the version of zero-to-jupyterhub where the project says it.
    """
    found = []
    for root in parse_all(text):
        for values, nested in _charts(root) if isinstance(root, Mapping) else ():
            found.append(_hub(text, values, around, chart, around.alone and not nested))
    return found


def released_hubs(
    text: Text, around: Callable[[tuple[int, int] | None], Surroundings]
) -> list[Hub]:
    """The hubs that a cluster's controller installs from the objects of a manifest.

    `around` gives what surrounds a hub of a chart's version. SyntaxProblem for a broken file.
    """
    found = []
    for root in parse_all(text):
        for release in releases(root) if isinstance(root, Mapping) else ():
            own = around(release.version)
            if release.chart == "jupyterhub" and release.values.get("jupyterhub") is None:
                complete = release.alone and own.alone
                found.append(_hub(text, release.values, own, release.version, complete))
                continue
            for values, nested in _charts(release.values):
                if nested:
                    found.append(_hub(text, values, own, None, False))
    return found


def _hub(
    text: Text,
    values: Mapping,
    around: Surroundings,
    chart: tuple[int, int] | None,
    complete: bool,
) -> Hub:
    old = chart is not None and chart[0] < 1
    defaults = _OLD_DEFAULTS if old else _DEFAULTS
    sections, snippets = _sections(values, old and complete)
    secrets = value_secrets(values)
    for snippet in snippets:
        secrets.extend(python_secrets(snippet))
    return Hub(text, sections, secrets, around, Values(values, defaults, complete))


def _charts(root: Mapping) -> Iterator[tuple[Mapping, bool]]:
    """The mappings that hold a hub's values, and whether another chart passes them on."""
    if _is_chart(root):
        yield root, False
        return
    for key, value in root.pairs():
        if not isinstance(value, Mapping):
            continue
        if key.value == "jupyterhub":
            yield value, True
        else:
            inner = value.get("jupyterhub")
            if isinstance(inner, Mapping):
                yield inner, True


def _is_chart(node: Mapping) -> bool:
    keys = {name for name in ("hub", "proxy", "singleuser") if isinstance(node.get(name), Mapping)}
    return "singleuser" in keys or len(keys) > 1 or (
        "hub" in keys and any(node.get(name) for name in ("auth", "ingress", "cull", "scheduling"))
    )  # fmt: skip


def _sections(values: Mapping, old: bool) -> tuple[Sections, list[Text]]:
    """What `hub.config`, the old `auth` and `hub.extraConfig` set, and the Python of the last."""
    found: Sections = {}
    merge(found, _old_auth(values.get("auth")))
    hub = values.mapping("hub")
    config = hub.mapping("config") if hub else None
    for section, traits in config.pairs() if config else ():
        if isinstance(traits, Mapping):
            for trait, value in traits.pairs():
                found.setdefault(section.value, {})[trait.value] = Setting(plain(value), value.text)
    snippets = sorted(_snippets(hub.get("extraConfig") if hub else None), key=lambda one: one[0])
    texts = [text for _, text in snippets[:MAXIMUM_SNIPPETS]]
    for text in texts:
        try:
            given = _python(text, lambda _: None)
        except SyntaxProblem:
            continue
        for name, settings in given.items():
            told = {
                trait: held for trait, held in settings.items() if held.known or _told(held, text)
            }
            merge(found, {name: told})
    return found, texts


def _told(setting: Setting, text: Text) -> bool:
    """Whether a value that is not known is set by a line of the snippet, not by anything at all."""
    return setting.origin is not None and setting.origin.end - setting.origin.start < len(text)


def _snippets(node: object) -> Iterator[tuple[str, Text]]:
    if isinstance(node, Scalar):
        yield "", node.text
    elif isinstance(node, Mapping):
        for key, value in node.pairs():
            if isinstance(value, Scalar):
                yield key.value, value.text
    elif isinstance(node, Sequence):
        for item in node:
            if isinstance(item, Scalar):
                yield "", item.text


def _old_auth(node: object) -> Sections:
    """`auth:` of charts before 1.0, in the names of today."""
    if not isinstance(node, Mapping):
        return {}
    found: Sections = {}
    kind = node.scalar("type")
    if kind is not None:
        found["JupyterHub"] = {"authenticator_class": Setting(kind.value, kind.text)}
    for key, section in _OLD_AUTHENTICATORS.items():
        given = node.mapping(key)
        for name, value in given.pairs() if given else ():
            trait = _SNAKE.get(name.value, name.value)
            found.setdefault(section, {})[trait] = Setting(plain(value), value.text)
    admin = node.mapping("admin")
    access = admin.scalar("access") if admin else None
    if access is not None:
        found.setdefault("JupyterHub", {})["admin_access"] = Setting(plain(access), access.text)
    allowed = node.mapping("whitelist") or node.mapping("allowlist")
    users = allowed.get("users") if allowed else None
    if users is not None:
        found["Authenticator"] = {"allowed_users": Setting(plain(users), users.text)}
    return found
