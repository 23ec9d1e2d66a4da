// A small figure that shows the movement once in a while: fold and uncurl, then rest. Still when motion is unwanted.

import { FigurePlayer } from "./figure.js";

const REST_MS = 4000;
const reduced = matchMedia("(prefers-reduced-motion: reduce)");

async function lead(place) {
  const { film, from_s: from, to_s: to, still_s: still, look } = await (await fetch(`/figure/${place.dataset.figure}.json`)).json();
  const player = new FigurePlayer(place, film, look);
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", place.dataset.label);
  let began = performance.now();
  const frame = (now) => {
    if (!document.hidden && place.isConnected) {
      const passed = (now - began) / 1000;
      if (passed > to - from + REST_MS / 1000) began = now;
      player.draw(reduced.matches ? still : Math.min(to, from + passed));
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

for (const place of document.querySelectorAll("[data-figure]")) lead(place);
