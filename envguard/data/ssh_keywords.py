"""The keywords of ssh_config(5): how ssh reads each, and the release that added it.

Names and values are from the manual, what each accepts was measured with `ssh -G` of OpenSSH
9.2p1 (Debian); releases are from OpenSSH's release notes, (0, 0) where older than 6.3.
"""

from __future__ import annotations

from envguard.model.records import NamedTuple

Release = tuple[int, int]


class Keyword(NamedTuple):
    """One keyword. `kind` names the reader of its value (see subjects/ssh/values.py).

    `option` is the name under which `ssh -G` prints the setting. `status` is "current",
    "alias" (an old name of `today`), "deprecated" (ignored silently), "unsupported" (ignored
    with a message) or "vendor" (only some builds know it).
    """

    name: str
    kind: str
    since: Release
    option: str
    status: str
    today: str


CHOICES: dict[str, dict[str, str]] = {
    "addressfamily": {"any": "any", "inet": "inet", "inet6": "inet6"},
    "canonicalizehostname": {
        "true": "true", "false": "false", "yes": "true", "no": "false", "always": "always",
    },
    "controlmaster": {
        "true": "true", "yes": "true", "false": "false", "no": "false",
        "auto": "auto", "ask": "ask", "autoask": "autoask",
    },
    "fingerprinthash": {
        "md5": "MD5", "sha1": "SHA1", "sha256": "SHA256", "sha384": "SHA384", "sha512": "SHA512",
    },
    "loglevel": {
        "quiet": "SILENT", "silent": "SILENT", "fatal": "FATAL", "error": "ERROR",
        "info": "INFO", "verbose": "VERBOSE", "debug": "DEBUG", "debug1": "DEBUG",
        "debug2": "DEBUG2", "debug3": "DEBUG3",
    },
    "pubkeyauthentication": {
        "true": "true", "false": "false", "yes": "true", "no": "false",
        "unbound": "unbound", "host-bound": "host-bound",
    },
    "requesttty": {
        "true": "true", "yes": "true", "false": "false", "no": "false",
        "force": "force", "auto": "auto",
    },
    "sessiontype": {"none": "none", "subsystem": "subsystem", "default": "default"},
    "stricthostkeychecking": {
        "true": "true", "false": "false", "yes": "true", "no": "false", "off": "false",
        "ask": "ask", "accept-new": "accept-new",
    },
    "syslogfacility": {
        name.lower(): name
        for name in ("DAEMON", "USER", "AUTH", "AUTHPRIV", *(f"LOCAL{n}" for n in range(8)))
    },
    "tunnel": {
        "ethernet": "ethernet", "point-to-point": "point-to-point", "true": "point-to-point",
        "yes": "point-to-point", "false": "false", "no": "false",
    },
    "updatehostkeys": {
        "true": "true", "false": "false", "yes": "true", "no": "false", "ask": "ask",
    },
    "verifyhostkeydns": {
        "true": "true", "false": "false", "yes": "true", "no": "false", "ask": "ask",
    },
    "yes_no": {"yes": "yes", "no": "no", "true": "yes", "false": "no"},
    "compression": {"yes": "yes", "no": "no"},
}  # fmt: skip
"""What each enumerated option accepts (in any case), and what `ssh -G` prints for it."""

_CURRENT: tuple[tuple[str, str, Release], ...] = (
    ("AddKeysToAgent", "add_keys", (7, 2)),
    ("AddressFamily", "addressfamily", (0, 0)),
    ("BatchMode", "yes_no", (0, 0)),
    ("BindAddress", "text", (0, 0)),
    ("BindInterface", "text", (7, 7)),
    ("CanonicalDomains", "domains", (6, 5)),
    ("CanonicalizeFallbackLocal", "yes_no", (6, 5)),
    ("CanonicalizeHostname", "canonicalizehostname", (6, 5)),
    ("CanonicalizeMaxDots", "integer", (6, 5)),
    ("CanonicalizePermittedCNAMEs", "permitted_names", (6, 5)),
    ("CASignatureAlgorithms", "algorithms", (7, 9)),
    ("CertificateFile", "certificate", (7, 2)),
    ("ChannelTimeout", "texts", (9, 6)),
    ("CheckHostIP", "yes_no", (0, 0)),
    ("Ciphers", "algorithms", (0, 0)),
    ("ClearAllForwardings", "yes_no", (0, 0)),
    ("Compression", "compression", (0, 0)),
    ("ConnectionAttempts", "integer", (0, 0)),
    ("ConnectTimeout", "time", (0, 0)),
    ("ControlMaster", "controlmaster", (0, 0)),
    ("ControlPath", "text", (0, 0)),
    ("ControlPersist", "persist", (0, 0)),
    ("DynamicForward", "dynamic_forward", (0, 0)),
    ("EnableEscapeCommandline", "yes_no", (9, 2)),
    ("EnableSSHKeysign", "yes_no", (0, 0)),
    ("EscapeChar", "escape", (0, 0)),
    ("ExitOnForwardFailure", "yes_no", (0, 0)),
    ("FingerprintHash", "fingerprinthash", (6, 8)),
    ("ForkAfterAuthentication", "yes_no", (8, 7)),
    ("ForwardAgent", "forward_agent", (0, 0)),
    ("ForwardX11", "yes_no", (0, 0)),
    ("ForwardX11Timeout", "time", (0, 0)),
    ("ForwardX11Trusted", "yes_no", (0, 0)),
    ("GatewayPorts", "yes_no", (0, 0)),
    ("GlobalKnownHostsFile", "known_hosts", (0, 0)),
    ("GSSAPIAuthentication", "yes_no", (0, 0)),
    ("GSSAPIDelegateCredentials", "yes_no", (0, 0)),
    ("HashKnownHosts", "yes_no", (0, 0)),
    ("Host", "host", (0, 0)),
    ("HostbasedAcceptedAlgorithms", "algorithms", (8, 5)),
    ("HostbasedAuthentication", "yes_no", (0, 0)),
    ("HostKeyAlgorithms", "algorithms", (0, 0)),
    ("HostKeyAlias", "text", (0, 0)),
    ("Hostname", "text", (0, 0)),
    ("IdentitiesOnly", "yes_no", (0, 0)),
    ("IdentityAgent", "agent", (7, 3)),
    ("IdentityFile", "identity", (0, 0)),
    ("IgnoreUnknown", "text", (6, 3)),
    ("Include", "include", (7, 3)),
    ("IPQoS", "quality", (0, 0)),
    ("KbdInteractiveAuthentication", "yes_no", (0, 0)),
    ("KbdInteractiveDevices", "text", (0, 0)),
    ("KexAlgorithms", "algorithms", (0, 0)),
    ("KnownHostsCommand", "command", (8, 5)),
    ("LocalCommand", "command", (0, 0)),
    ("LocalForward", "local_forward", (0, 0)),
    ("LogLevel", "loglevel", (0, 0)),
    ("LogVerbose", "log_verbose", (8, 5)),
    ("MACs", "algorithms", (0, 0)),
    ("Match", "match", (6, 5)),
    ("NoHostAuthenticationForLocalhost", "yes_no", (0, 0)),
    ("NumberOfPasswordPrompts", "integer", (0, 0)),
    ("ObscureKeystrokeTiming", "texts", (9, 5)),
    ("PasswordAuthentication", "yes_no", (0, 0)),
    ("PermitLocalCommand", "yes_no", (0, 0)),
    ("PermitRemoteOpen", "permit_open", (8, 5)),
    ("PKCS11Provider", "text", (0, 0)),
    ("Port", "port", (0, 0)),
    ("PreferredAuthentications", "text", (0, 0)),
    ("ProxyCommand", "command", (0, 0)),
    ("ProxyJump", "jump", (7, 3)),
    ("ProxyUseFdpass", "yes_no", (6, 5)),
    ("PubkeyAcceptedAlgorithms", "algorithms", (8, 5)),
    ("PubkeyAuthentication", "pubkeyauthentication", (0, 0)),
    ("RefuseConnection", "text", (10, 1)),
    ("RekeyLimit", "rekey", (0, 0)),
    ("RemoteCommand", "command", (7, 6)),
    ("RemoteForward", "remote_forward", (0, 0)),
    ("RequestTTY", "requesttty", (0, 0)),
    ("RequiredRSASize", "integer", (9, 1)),
    ("RevokedHostKeys", "text", (6, 8)),
    ("SecurityKeyProvider", "text", (8, 2)),
    ("SendEnv", "send_environment", (0, 0)),
    ("ServerAliveCountMax", "integer", (0, 0)),
    ("ServerAliveInterval", "time", (0, 0)),
    ("SessionType", "sessiontype", (8, 7)),
    ("SetEnv", "set_environment", (7, 8)),
    ("StdinNull", "yes_no", (8, 7)),
    ("StreamLocalBindMask", "mask", (6, 7)),
    ("StreamLocalBindUnlink", "yes_no", (6, 7)),
    ("StrictHostKeyChecking", "stricthostkeychecking", (0, 0)),
    ("SyslogFacility", "syslogfacility", (7, 7)),
    ("Tag", "text", (9, 4)),
    ("TCPKeepAlive", "yes_no", (0, 0)),
    ("Tunnel", "tunnel", (0, 0)),
    ("TunnelDevice", "tunnel_device", (0, 0)),
    ("UpdateHostKeys", "updatehostkeys", (6, 8)),
    ("User", "text", (0, 0)),
    ("UserKnownHostsFile", "known_hosts", (0, 0)),
    ("VerifyHostKeyDNS", "verifyhostkeydns", (0, 0)),
    ("VersionAddendum", "text", (10, 0)),
    ("VisualHostKey", "yes_no", (0, 0)),
    ("WarnWeakCrypto", "texts", (10, 1)),
    ("XAuthLocation", "text", (0, 0)),
)

_VENDOR: tuple[tuple[str, str, str], ...] = (
    ("GSSAPIClientIdentity", "text", ""),
    ("GSSAPIKexAlgorithms", "gssapi_algorithms", ""),
    ("GSSAPIKeyExchange", "yes_no", ""),
    ("GSSAPIRenewalForcesRekey", "yes_no", ""),
    ("GSSAPIServerIdentity", "text", ""),
    ("GSSAPITrustDns", "yes_no", ""),
    ("ProtocolKeepAlives", "time", "ServerAliveInterval"),
    ("SetupTimeOut", "time", "ServerAliveInterval"),
)
"""Words of Debian's and Fedora's patches: measured with Debian's build, unknown to upstream's."""

_ALIASES: tuple[tuple[str, str], ...] = (
    ("ChallengeResponseAuthentication", "KbdInteractiveAuthentication"),
    ("DSAAuthentication", "PubkeyAuthentication"),
    ("HostbasedKeyTypes", "HostbasedAcceptedAlgorithms"),
    ("IdentityFile2", "IdentityFile"),
    ("KeepAlive", "TCPKeepAlive"),
    ("PubkeyAcceptedKeyTypes", "PubkeyAcceptedAlgorithms"),
    ("SkeyAuthentication", "KbdInteractiveAuthentication"),
    ("SmartcardDevice", "PKCS11Provider"),
    ("TISAuthentication", "KbdInteractiveAuthentication"),
)
"""Old names that ssh still obeys."""

_DEPRECATED = (
    "Cipher", "FallBackToRsh", "GlobalKnownHostsFile2", "Protocol", "RhostsAuthentication",
    "UseBlacklistedKeys", "UsePrivilegedPort", "UseRoaming", "UserKnownHostsFile2", "UseRsh",
)  # fmt: skip
"""Measured: accepted with any arguments, no effect, nothing printed."""

_UNSUPPORTED = (
    "AFSTokenPassing", "CompressionLevel", "KerberosAuthentication", "KerberosTGTPassing",
    "RhostsRSAAuthentication", "RSAAuthentication",
)  # fmt: skip
"""Measured: accepted with any arguments, no effect, a line on stderr."""

FOREIGN: dict[str, str] = {
    "usekeychain": "only Apple's ssh knows it",
    "password": "ssh has no such option: passwords cannot stand in its configuration",
    "pass": "ssh has no such option: passwords cannot stand in its configuration",
    "hpndisabled": "only ssh with the HPN patches knows it",
    "noneenabled": "only ssh with the HPN patches knows it",
    "noneswitch": "only ssh with the HPN patches knows it",
}
"""Keywords that files in the wild have and no ssh of OpenSSH's own knows, and why."""


def _table() -> dict[str, Keyword]:
    table: dict[str, Keyword] = {}

    def add(name: str, kind: str, since: Release, today: str, status: str) -> None:
        table[name.lower()] = Keyword(name, kind, since, today.lower(), status, today)

    for name, kind, since in _CURRENT:
        add(name, kind, since, name, "current")
    for name, kind, today in _VENDOR:
        add(name, kind, (0, 0), today or name, "vendor")
    for name, today in _ALIASES:
        add(name, table[today.lower()].kind, (0, 0), today, "alias")
    for name in _DEPRECATED:
        add(name, "ignored", (0, 0), name, "deprecated")
    for name in _UNSUPPORTED:
        add(name, "ignored", (0, 0), name, "unsupported")
    return table


KEYWORDS: dict[str, Keyword] = _table()
"""Every keyword that some ssh accepts, by its name in lower case."""
