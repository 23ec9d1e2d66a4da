"""Small films of our own for tests: a square that moves, and the number of each picture as bars.

They lie in ``tests/data/video``, so that a machine without ffmpeg reads what one with it made. To make them
anew (ffmpeg with libx264, libx265, libvpx and libaom)::

    PYTHONPATH=src:tests python tests/films.py

A film is upright as ``picture`` draws it: the bars at the top, a blue corner at the bottom left.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "data" / "video"
WIDTH, HEIGHT, PICTURES, FPS = 128, 96, 40, 30
BITS = 8

STEADY = [n / FPS for n in range(PICTURES)]
UNEVEN = [n / FPS + 0.01 * (n % 3) + 0.1 * (n // 20) for n in range(PICTURES)]
"""A phone in the dark: no two neighbours alike, and a gap of a tenth of a second in the middle."""


def picture(number: int, width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.uint8]:
    """Draw one picture."""
    rgb = np.full((height, width, 3), 90, np.uint8)
    bar = width // BITS
    for bit in range(BITS):
        rgb[: height // 4, bit * bar : (bit + 1) * bar] = 235 if number >> bit & 1 else 16
    at = number * 2 % (width - 20)
    rgb[height // 2 : height // 2 + 16, at : at + 16] = (220, 40, 40)
    rgb[-16:, :16] = (40, 40, 220)
    return rgb


def number_of(rgb: NDArray[Any]) -> int:
    """Read the number of a picture back."""
    height, width = rgb.shape[:2]
    bar = width / BITS
    lit = [rgb[height // 8, int((bit + 0.5) * bar)].mean() > 128 for bit in range(BITS)]
    return sum(1 << bit for bit in range(BITS) if lit[bit])


def film(name: str) -> Path:
    return FOLDER / name


def cut_short(name: str, part: float, folder: Path) -> Path:
    """Return a copy of a film that ends too early, as a copy does that was interrupted."""
    raw = film(name).read_bytes()
    path = folder / name
    path.write_bytes(raw[: int(len(raw) * part)])
    return path


X264 = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-bf", "3"]
X265 = ["-c:v", "libx265", "-x265-params", "log-level=error", "-tag:v", "hvc1"]
VP9 = ["-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p"]
KEEP = ["-vsync", "vfr", "-enc_time_base", "1/90000"]
IN_MP4 = ["-video_track_timescale", "90000"]
DRAWN_UNEVEN = f"settb=1/90000,setpts='(N/{FPS}+0.01*mod(N\\,3)+0.1*floor(N/20))/TB'"

STEADY_FILMS = {
    "steady.mp4": [*X264, "-movflags", "faststart"],
    "head-last.mp4": X264,
    "fragments.mp4": [*X264, "-g", "10", "-movflags", "frag_keyframe+empty_moov"],
    "jpegs.avi": ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-q:v", "8"],
    "ahead.avi": ["-c:v", "mpeg4", "-bf", "2"],
    "wide-pixels.mp4": ["-vf", "setsar=4/3", *X264],
    "av1.webm": ["-c:v", "libaom-av1", "-cpu-used", "8", "-pix_fmt", "yuv420p"],
    "locked.mp4": [
        *(*X264, "-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "0" * 31 + "1"),
        *("-encryption_kid", "0" * 31 + "2"),
    ],
}
UNEVEN_FILMS = {
    "uneven.mp4": [*X264, *KEEP, *IN_MP4],
    "uneven.mov": [*X265, "-pix_fmt", "yuv420p", *KEEP, *IN_MP4],
    "uneven.mkv": [*X264, *KEEP],
    "uneven.webm": [*VP9, *KEEP],
    "uneven.ts": [*X264, *KEEP],
    "ten-bit.mp4": [*X265, "-pix_fmt", "yuv420p10le", *KEEP, *IN_MP4],
    "full-range.mp4": ["-c:v", "libx264", "-pix_fmt", "yuvj420p", "-color_range", "pc", *KEEP, *IN_MP4],
    "late.mkv": [*X264, *KEEP, "-output_ts_offset", "2.5"],
}
TURNS = {f"turned-{degrees}.mp4": degrees for degrees in (90, 180, 270)}
"""Held like that, as phones write it: by how much the player must turn the picture, clockwise."""


def _ffmpeg(*arguments: str, pictures: bytes = b"") -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments], input=pictures, check=True)


def _draw(name: str, arguments: list[str], size: tuple[int, int] = (WIDTH, HEIGHT), turned: int = 0) -> None:
    drawn = [np.rot90(picture(number, *size), turned // 90) for number in range(PICTURES)]
    raw, (height, width) = b"".join(each.tobytes() for each in drawn), drawn[0].shape[:2]
    source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(FPS), "-i", "-"]
    _ffmpeg(*source, *arguments, "-fflags", "+bitexact", str(film(name)), pictures=raw)


def _copy(source: str, name: str, *arguments: str, before: tuple[str, ...] = ()) -> None:
    _ffmpeg(*before, "-i", str(film(source)), "-c", "copy", *arguments, str(film(name)))


def make_all() -> None:
    """Make every film anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, arguments in STEADY_FILMS.items():
        _draw(name, arguments)
    for name, arguments in UNEVEN_FILMS.items():
        _draw(name, ["-vf", DRAWN_UNEVEN, *arguments])
    _draw("odd.webm", VP9, (129, 97))
    _draw("portrait.mp4", X264, (96, 160))
    for name, degrees in TURNS.items():
        _draw("plain.mp4", X264, turned=degrees)
        _copy("plain.mp4", name, "-metadata:s:v:0", f"rotate={360 - degrees}")
        film("plain.mp4").unlink()
    _copy("steady.mp4", "one.mp4", "-frames:v", "1")
    _copy("uneven.mp4", "trimmed.mp4", before=("-ss", "0.9"))
    for name in ("sound.m4a", "sound.mkv"):
        _ffmpeg("-f", "lavfi", "-i", "sine=d=0.5", "-c:a", "aac", "-b:a", "24k", str(film(name)))


if __name__ == "__main__":
    make_all()
    for path in sorted(FOLDER.iterdir()):
        print(f"{path.stat().st_size:7} {path.name}")
