import pytest

from lms.pages.embeds import FRAME_HOSTS, frame_address, host_name

YOUTUBE = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&rel=0"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3", YOUTUBE),
        ("https://youtu.be/dQw4w9WgXcQ", YOUTUBE),
        ("https://m.youtube.com/shorts/dQw4w9WgXcQ", YOUTUBE),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1"),
        (
            "https://vimeo.com/76979871/0a1b2c3d4e",
            "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1&h=0a1b2c3d4e",
        ),
        (
            "https://player.vimeo.com/video/76979871",
            "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1",
        ),
        ("http://www.youtube.com/watch?v=dQw4w9WgXcQ", ""),
        ("https://www.youtube.com.example.org/watch?v=dQw4w9WgXcQ", ""),
        ("https://www.youtube.com/watch?v=%22onload%3D", ""),
        ("https://youtube.com@example.org/watch?v=dQw4w9WgXcQ", ""),
        ("https://www.youtube.com:8443/watch?v=dQw4w9WgXcQ", ""),
        ("https://vimeo.com/about", ""),
        ("https://example.org/video", ""),
        ("javascript:alert(1)", ""),
        ("https://[broken", ""),
        ("", ""),
        ("https://youtu.be/abcdefghijk/../../evil", ""),
        ("https://www.youtube.com/watch?v=abcdefghijk%22onload=", ""),
    ],
)
def test_frame_address_knows_two_hosts_and_nothing_else(url, address):
    assert frame_address(url) == address
    assert not address or address.startswith(FRAME_HOSTS)


def test_host_name_is_what_people_call_it():
    assert host_name("https://youtu.be/x") == "YouTube"
    assert host_name("https://player.vimeo.com/video/1") == "Vimeo"
    assert host_name("https://www.example.org/x") == "example.org"
