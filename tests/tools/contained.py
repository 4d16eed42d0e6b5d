"""Runs a command as compose.yaml has the image run, without an engine: `contained.py WRITABLE -- COMMAND…` (Linux).

Everything is read-only but the one folder, which stands in for /tmp and the volumes and is found at the place that
`{}` in the command becomes; there is no network but loopback, no capability, no way to gain one, no HOME; the user is
10001, who owns nothing else. Exit code 77: this machine lets nobody make such a place.
"""

import ctypes
import fcntl
import os
import socket
import struct
import sys

USER = 10001
NEWNS, NEWUSER, NEWNET = 0x20000, 0x10000000, 0x40000000
RDONLY, REMOUNT, BIND, REC, PRIVATE = 1, 32, 4096, 16384, 1 << 18
NO_NEW_PRIVS, BOUNDING_DROP, CAPABILITIES = 38, 24, 64
LIBC = ctypes.CDLL(None, use_errno=True)


def mount(source: str, target: str, flags: int) -> bool:
    """Whether the system did it."""
    return LIBC.mount(source.encode(), target.encode(), b"none", flags, None) == 0


def alone() -> None:
    """File systems and a network of its own. Leaves with 77 when that is not allowed."""
    user, group, is_root = os.geteuid(), os.getegid(), os.geteuid() == 0
    if LIBC.unshare(NEWNS | NEWNET | (0 if is_root else NEWUSER)):
        sys.exit(77)
    if not is_root:
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w") as told:
                told.write(text)
    with socket.socket() as line:  # loopback is there, and down
        name = b"lo".ljust(16, b"\0")
        (flags,) = struct.unpack("16xH14x", fcntl.ioctl(line, 0x8913, name + bytes(16)))
        fcntl.ioctl(line, 0x8914, name + struct.pack("H14x", flags | 1))


def read_only(writable: str) -> str:
    """Every file system but that folder, the devices and what the kernel tells; where the folder is found."""
    needed = {os.path.realpath(name) for name in (os.getcwd(), sys.base_prefix, sys.prefix)}
    free = [
        name
        for name in ("/media", "/srv", "/mnt", "/opt")
        if os.path.isdir(name) and not any(one.startswith(name) for one in needed)
    ]
    if not free or not mount("none", "/", REC | PRIVATE) or not mount(writable, free[0], BIND):
        sys.exit(77)
    if os.geteuid() == 0:
        reachable(needed)
        with open("/etc/passwd") as known, open(f"{writable}/.passwd", "w") as told:  # as the image's useradd leaves it
            told.write(f"{known.read()}contained:x:{USER}:{USER}::/nonexistent:/bin/sh\n")
        mount(f"{writable}/.passwd", "/etc/passwd", BIND)
    with open("/proc/self/mounts") as told:
        places = [line.split()[1].replace("\\040", " ") for line in told]
    for place in dict.fromkeys(places):
        if place != free[0] and place.split("/")[1] not in ("proc", "sys", "dev"):
            mount("none", place, REMOUNT | BIND | RDONLY)
    if not os.statvfs("/").f_flag & os.ST_RDONLY:
        sys.exit(77)
    return free[0]


def reachable(needed: set[str]) -> None:
    """Folders that lie in a home nobody else may enter are shown in its place, alone."""
    closed: dict[str, dict[str, int]] = {}
    for path in needed:
        parents = [path[:end] for end in range(1, len(path)) if path[end] == "/"]
        if shut := next((one for one in parents if not os.stat(one).st_mode & 1), None):
            closed.setdefault(shut, {})[path] = os.open(path, os.O_PATH)
    for shut, held in closed.items():
        LIBC.mount(b"none", shut.encode(), b"tmpfs", 0, b"mode=755")
        for path, number in held.items():
            os.makedirs(path, exist_ok=True)
            mount(f"/proc/self/fd/{number}", path, BIND)


def may_run(program: str) -> bool:
    """Whether the user without rights may start it: an interpreter in somebody's home may not be reached."""
    child = os.fork()
    if not child:
        os.setgid(USER)
        os.setuid(USER)
        os._exit(not os.access(program, os.X_OK))
    return os.waitpid(child, 0)[1] == 0


def without_rights(place: str) -> None:
    """No capability left, none to be had; and no other user's files, where the interpreter can be reached so."""
    LIBC.prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
    for number in range(CAPABILITIES):
        LIBC.prctl(BOUNDING_DROP, number, 0, 0, 0)
    if os.geteuid() == 0 and may_run(sys.executable):
        os.chown(place, USER, USER)
        os.setgroups([])
        os.setresgid(USER, USER, USER)
        os.setresuid(USER, USER, USER)
    header, nothing = struct.pack("II", 0x20080522, 0), bytes(24)
    if LIBC.capset(header, nothing):
        sys.exit(77)


def main() -> None:
    """Becomes the command."""
    writable, dashes, *command = sys.argv[1:]
    assert dashes == "--" and command, __doc__
    alone()
    place = read_only(os.path.realpath(writable))
    without_rights(place)
    kept = {name: value.replace("{}", place) for name, value in os.environ.items() if name != "HOME"}
    told = [part.replace("{}", place) for part in command]
    os.execvpe(told[0], told, kept | {"TMPDIR": place, "PYTHONDONTWRITEBYTECODE": "1"})


if __name__ == "__main__":
    main()
