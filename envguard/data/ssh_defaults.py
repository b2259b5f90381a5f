"""What `ssh -G -F FILE HOST` prints for an empty file, measured with OpenSSH 9.2p1 (Debian).

Debian's build differs from upstream's in ForwardX11Trusted (yes) and in the GSSAPI words.
"""

from __future__ import annotations

Release = tuple[int, int]

DEFAULTS: dict[str, str] = {
    "port": "22",
    "addressfamily": "any",
    "batchmode": "no",
    "canonicalizefallbacklocal": "yes",
    "canonicalizehostname": "false",
    "checkhostip": "no",
    "compression": "no",
    "controlmaster": "false",
    "enablesshkeysign": "no",
    "clearallforwardings": "no",
    "exitonforwardfailure": "no",
    "fingerprinthash": "SHA256",
    "forwardx11": "no",
    "forwardx11trusted": "yes",
    "gatewayports": "no",
    "gssapiauthentication": "no",
    "gssapikeyexchange": "no",
    "gssapidelegatecredentials": "no",
    "gssapitrustdns": "no",
    "gssapirenewalforcesrekey": "no",
    "gssapikexalgorithms": "gss-group14-sha256-,gss-group16-sha512-,gss-nistp256-sha256-,"
    "gss-curve25519-sha256-,gss-group14-sha1-,gss-gex-sha1-",
    "hashknownhosts": "no",
    "hostbasedauthentication": "no",
    "identitiesonly": "no",
    "kbdinteractiveauthentication": "yes",
    "nohostauthenticationforlocalhost": "no",
    "passwordauthentication": "yes",
    "permitlocalcommand": "no",
    "proxyusefdpass": "no",
    "pubkeyauthentication": "true",
    "requesttty": "auto",
    "sessiontype": "default",
    "stdinnull": "no",
    "forkafterauthentication": "no",
    "streamlocalbindunlink": "no",
    "stricthostkeychecking": "ask",
    "tcpkeepalive": "yes",
    "tunnel": "false",
    "verifyhostkeydns": "false",
    "visualhostkey": "no",
    "updatehostkeys": "true",
    "enableescapecommandline": "no",
    "canonicalizemaxdots": "1",
    "connectionattempts": "1",
    "forwardx11timeout": "1200",
    "numberofpasswordprompts": "3",
    "serveralivecountmax": "3",
    "serveraliveinterval": "0",
    "requiredrsasize": "1024",
    "loglevel": "INFO",
    "securitykeyprovider": "internal",
    "xauthlocation": "/usr/bin/xauth",
    "canonicaldomains": "none",
    "globalknownhostsfile": "/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2",
    "userknownhostsfile": "~/.ssh/known_hosts ~/.ssh/known_hosts2",
    "logverbose": "none",
    "permitremoteopen": "any",
    "addkeystoagent": "false",
    "forwardagent": "no",
    "connecttimeout": "none",
    "tunneldevice": "any:any",
    "canonicalizepermittedcnames": "none",
    "controlpersist": "no",
    "escapechar": "~",
    "ipqos": "lowdelay throughput",
    "rekeylimit": "0 0",
    "streamlocalbindmask": "0177",
    "syslogfacility": "USER",
}
"""Options that have one value; what is missing here `ssh -G` prints only where a file sets it."""

NONE_IS_ABSENT = frozenset(
    (
        "controlpath", "knownhostscommand", "localcommand", "pkcs11provider", "proxycommand",
        "remotecommand", "revokedhostkeys", "securitykeyprovider",
    )
)  # fmt: skip
"""Options that the value `none`, in any case, takes out of the output."""

ALGORITHM_OPTIONS = (
    "ciphers", "macs", "kexalgorithms", "hostbasedacceptedalgorithms",
    "pubkeyacceptedalgorithms", "casignaturealgorithms",
)  # fmt: skip
"""In the order in which ssh completes them: one that fails leaves those behind it unprinted."""

LISTS = (
    "identityfile", "certificatefile", "sendenv", "setenv", "dynamicforward", "localforward",
    "remoteforward",
)  # fmt: skip
"""Options that `ssh -G` prints one line a value."""


def identity_files(version: Release) -> tuple[str, ...]:
    """The keys that ssh tries where no IdentityFile is in force (10.0p1 and 10.6p1 measured)."""
    common = ("id_rsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk")
    if version >= (10, 6):
        last: tuple[str, ...] = ("id_mldsa44_ed25519",)
    elif version >= (10, 0):
        last = ("id_xmss",)
    else:
        last = ("id_xmss", "id_dsa")
    return tuple(f"~/.ssh/{name}" for name in (*common, *last))
