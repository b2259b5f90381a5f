"""Until when the systems and languages of public base images get security updates.

One row a release: image or codename, version, last day. Sources: endoflife.date and the
projects' own release pages (Ubuntu: standard support; Debian: LTS), read in November 2026.
"""

from __future__ import annotations

DATE = "2026-11-23"

ROWS = """\
ubuntu 14.04 2019-04-25
ubuntu 16.04 2021-04-30
ubuntu 18.04 2023-05-31
ubuntu 20.04 2025-05-31
ubuntu 21.04 2022-01-20
ubuntu 21.10 2022-07-14
ubuntu 22.04 2027-04-30
ubuntu 22.10 2023-07-20
ubuntu 23.04 2024-01-25
ubuntu 23.10 2024-07-11
ubuntu 24.04 2029-04-30
ubuntu 24.10 2025-07-10
ubuntu 25.04 2026-01-15
debian 8 2020-06-30
debian 9 2022-06-30
debian 10 2024-06-30
debian 11 2026-08-31
debian 12 2028-06-30
debian 13 2030-06-30
centos 6 2020-11-30
centos 7 2024-06-30
centos 8 2021-12-31
centos stream8 2024-05-31
centos stream9 2027-05-31
rockylinux 8 2029-05-31
rockylinux 9 2032-05-31
almalinux 8 2029-03-01
almalinux 9 2032-05-31
alpine 3.10 2021-05-01
alpine 3.11 2021-11-01
alpine 3.12 2022-05-01
alpine 3.13 2022-11-01
alpine 3.14 2023-05-01
alpine 3.15 2023-11-01
alpine 3.16 2024-05-23
alpine 3.17 2024-11-22
alpine 3.18 2025-05-09
alpine 3.19 2025-11-01
alpine 3.20 2026-04-01
alpine 3.21 2026-11-01
alpine 3.22 2027-05-01
fedora 36 2023-05-16
fedora 37 2023-12-05
fedora 38 2024-05-21
fedora 39 2024-11-26
fedora 40 2025-05-13
python 2.7 2020-01-01
python 3.4 2019-03-18
python 3.5 2020-09-30
python 3.6 2021-12-23
python 3.7 2023-06-27
python 3.8 2024-10-07
python 3.9 2025-10-31
python 3.10 2026-10-31
python 3.11 2027-10-31
python 3.12 2028-10-31
python 3.13 2029-10-31
python 3.14 2030-10-31
node 12 2022-04-30
node 14 2023-04-30
node 16 2023-09-11
node 18 2025-04-30
node 20 2026-04-30
node 22 2027-04-30
node 24 2028-04-30
"""

CODENAMES = {
    "trusty": "ubuntu 14.04", "xenial": "ubuntu 16.04", "bionic": "ubuntu 18.04",
    "focal": "ubuntu 20.04", "jammy": "ubuntu 22.04", "kinetic": "ubuntu 22.10",
    "lunar": "ubuntu 23.04", "mantic": "ubuntu 23.10", "noble": "ubuntu 24.04",
    "oracular": "ubuntu 24.10", "plucky": "ubuntu 25.04", "jessie": "debian 8",
    "stretch": "debian 9", "buster": "debian 10", "bullseye": "debian 11",
    "bookworm": "debian 12", "trixie": "debian 13",
}  # fmt: skip
