"""Look at the figure: draw phases as a contact sheet with headless Chromium.

    python benchmarks/figure_sheet.py /tmp/sheet.png sit:3 stand:1:broad
    python benchmarks/figure_sheet.py /tmp/sheet.png sit:3@84,86,88 --theme dark --skin 4 --size 560
    python benchmarks/figure_sheet.py /tmp/front.png front:slim:172
    python benchmarks/figure_sheet.py /tmp/clock.png sit:3 --measure

A film is VARIANT:LEVEL[:BUILD][@SECONDS,...]; without seconds, the telling still of every phase. Pictures go
where you say, never into the repository. ``--measure`` also prints how long one frame takes to draw.
"""

from __future__ import annotations

import argparse
import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

from unslump.adapters.content import load_exercise, load_words
from unslump.core.figure.film import film_for
from unslump.core.figure.front import front_scene
from unslump.core.session.timeline import build_timeline
from unslump.testing.chromium import FLAGS, find_chromium

STATIC = Path(__file__).resolve().parents[1] / "src" / "unslump" / "faces" / "web" / "static"
PAGE = """<!doctype html><html data-theme="{theme}"><meta charset="utf-8">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="base.css"><link rel="stylesheet" href="figure.css">
<style>
body{{margin:0;display:grid;grid-template-columns:repeat({columns},{size}px);gap:4px;font-size:12px}}
.cell>div{{width:{size}px;height:{height}px}}
</style>
<script type="module">
import {{ FigurePlayer, drawFront }} from "./figure.js";
const plan = await (await fetch("plan.json")).json();
const look = {{ skin: {skin}, words: {{ hinge: "it turns here" }} }};
function cell(label) {{
  const outer = document.createElement("div");
  const place = document.createElement("div");
  outer.className = "cell";
  outer.append(place, label);
  document.body.append(outer);
  return place;
}}
const films = {{}};
for (const {{ film, at, label }} of plan.stills) {{
  films[film] ??= await (await fetch(film)).json();
  new FigurePlayer(cell(label), films[film], look).draw(at);
}}
for (const {{ scene, shown }} of plan.fronts) {{
  const front = drawFront(cell(""), scene, look);
  front.setMarks([[12, 16], [-9, -4]], shown ? -1 : 0);
  if (shown) front.reveal();
}}
if (plan.measure) {{
  const player = new FigurePlayer(cell("measured"), films[plan.measure], look);
  const {{ phases }} = films[plan.measure];
  const moving = phases.find((phase) => phase.id === "P5");
  const began = performance.now();
  for (let i = 0; i < 600; i++) {{ player.lastAt = null; player.draw(moving.start + i / 100); }}
  window.frameMs = (performance.now() - began) / 600;
}}
setTimeout(() => {{ document.title = "done"; }}, plan.fronts.length ? 1800 : 50);
</script></html>"""


def main() -> None:
    """Read the command line, draw, save."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("what", nargs="+")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--skin", type=int, choices=range(1, 6), default=3)
    parser.add_argument("--size", type=int, default=400)
    parser.add_argument("--height", type=int, default=0, help="where the place is not square")
    parser.add_argument("--columns", type=int, default=4)
    parser.add_argument("--measure", action="store_true")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        lay_out(Path(folder), asked)
        shoot(Path(folder), asked)


def lay_out(folder: Path, asked: argparse.Namespace) -> None:
    """Write films, plan and page beside links to the static files."""
    for name in ("figure.js", "figure.css", "base.css"):
        (folder / name).symlink_to(STATIC / name)
    plan: dict[str, Any] = {"stills": [], "fronts": [], "measure": None}
    for number, what in enumerate(asked.what):
        if what.startswith("front"):
            plan["fronts"] += fronts(what)
        else:
            name = f"film{number}.json"
            plan["stills"] += stills(what, folder / name)
            plan["measure"] = name if asked.measure else None
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    height = asked.height or asked.size
    page = PAGE.format(
        theme=asked.theme, size=asked.size, height=height, columns=asked.columns, skin=asked.skin
    )
    (folder / "sheet.html").write_text(page, encoding="utf-8")


def fronts(what: str) -> list[dict[str, Any]]:
    _, build, stature = [*what.split(":"), "slim", "172"][:3] if ":" in what else ("", "slim", "172")
    scene = front_scene(float(stature), build=build)
    return [{"scene": scene, "shown": shown} for shown in (False, True)]


def stills(what: str, path: Path) -> list[dict[str, Any]]:
    """Write one film and say which of its seconds to draw."""
    name, _, seconds = what.partition("@")
    variant, level, build = [*name.split(":"), "slim"][:3]
    exercise = {"sit": "D01", "stand": "D02"}.get(variant, variant)
    words = load_words()
    film = film_for(build_timeline(load_exercise(exercise, words), int(level)), build=build).to_json()
    path.write_text(json.dumps(film), encoding="utf-8")
    if seconds:
        times = [(float(t), "") for t in seconds.split(",")]
    else:
        told = {(p["id"], p["moves"]): p for p in reversed(film["phases"])}
        times = sorted((p["still"], p["id"]) for p in told.values())
    return [{"film": path.name, "at": at, "label": f"{name} {label} {at:.1f}"} for at, label in times]


def shoot(folder: Path, asked: argparse.Namespace) -> None:
    """Serve the folder, open it, wait, save the picture."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=["--headless", *FLAGS])
        page = browser.new_page(viewport={"width": asked.columns * (asked.size + 4), "height": 200})
        page.on("console", lambda message: print("console:", message.text))
        page.on("pageerror", lambda error: print("error:", error))
        page.goto(f"http://127.0.0.1:{server.server_port}/sheet.html")
        page.wait_for_function("document.title === 'done'", timeout=60_000)
        page.screenshot(path=asked.out, full_page=True)
        if asked.measure:
            print(f"one frame takes {page.evaluate('window.frameMs'):.2f} ms to draw")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
