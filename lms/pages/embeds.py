"""Videos that live elsewhere: which hosts, and the address that sets the fewest cookies."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

# The only hosts that the Content-Security-Policy lets a page frame.
FRAME_HOSTS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")

_YOUTUBE_ID = re.compile(r"[\w-]{11}")
_VIMEO_ID = re.compile(r"\d{6,12}")
_VIMEO_HASH = re.compile(r"[0-9a-f]{8,12}")


def _youtube(host: str, path: str, query: dict[str, list[str]]) -> str:
    if host == "youtu.be":
        found = path.strip("/")
    elif path == "/watch":
        found = query.get("v", [""])[0]
    else:
        first, _, found = path.strip("/").partition("/")
        if first not in {"embed", "shorts", "live", "v"}:
            return ""
    if not _YOUTUBE_ID.fullmatch(found):
        return ""
    return f"{FRAME_HOSTS[0]}/embed/{found}?autoplay=1&rel=0"


def _vimeo(path: str, query: dict[str, list[str]]) -> str:
    parts = [part for part in path.split("/") if part and part != "video"]
    if not parts or not _VIMEO_ID.fullmatch(parts[0]):
        return ""
    secret = parts[1] if len(parts) > 1 else query.get("h", [""])[0]
    if secret and not _VIMEO_HASH.fullmatch(secret):
        return ""
    return f"{FRAME_HOSTS[1]}/video/{parts[0]}?dnt=1&autoplay=1" + (f"&h={secret}" if secret else "")


def frame_address(url: str) -> str:
    """The address to frame for a video's public address; empty unless its host is on the list.

    The frame is made only when the person asks for it, hence ``autoplay``.
    """
    try:
        parts = urlsplit(url or "")
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
        query = parse_qs(parts.query)
    except ValueError:
        return ""
    if parts.scheme != "https" or parts.port is not None or parts.username is not None:
        return ""
    if host in {"youtube.com", "youtube-nocookie.com", "youtu.be"}:
        return _youtube(host, parts.path, query)
    if host in {"vimeo.com", "player.vimeo.com"}:
        return _vimeo(parts.path, query)
    return ""


def host_name(url: str) -> str:
    """The host as people know it: “YouTube”, “Vimeo”, or the bare host."""
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if "youtu" in host:
        return "YouTube"
    return "Vimeo" if host.endswith("vimeo.com") else host
