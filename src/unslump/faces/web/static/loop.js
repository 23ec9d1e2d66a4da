// A small figure that shows the movement once, fold and uncurl, and then holds still. Its button holds it before
// that, and shows it again. Where motion is unwanted there is one still picture and no button.

import { FigurePlayer } from "./figure.js";

const reduced = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");

async function lead(place) {
  const { film, from_s: from, to_s: to, still_s: still, look } = await (await fetch(`/figure/${place.dataset.figure}.json`)).json();
  const player = new FigurePlayer(place, film, look);
  const button = place.parentElement.querySelector("button");
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", place.dataset.label);
  let at = from;
  let moving = false;

  function settle(moves) {
    moving = moves;
    button.textContent = moving ? button.dataset.hold : button.dataset.again;
    button.hidden = reduced.matches;
  }

  function play() {
    const began = performance.now();
    settle(true);
    const frame = (now) => {
      if (!moving || !place.isConnected) return;
      at = Math.min(to, from + Math.max(0, now - began) / 1000);
      player.draw(at);
      if (at < to) requestAnimationFrame(frame);
      else settle(false);
    };
    requestAnimationFrame(frame);
  }

  // What stands still is drawn again when its place or its colours change.
  const redraw = () => { if (!moving) player.draw(reduced.matches ? still : at); };
  new ResizeObserver(redraw).observe(place);
  dark.addEventListener("change", redraw);
  reduced.addEventListener("change", () => { settle(false); redraw(); });
  button.addEventListener("click", () => (moving ? settle(false) : play()));
  if (reduced.matches) { settle(false); redraw(); } else play();
}

for (const place of document.querySelectorAll("[data-figure]")) lead(place);
