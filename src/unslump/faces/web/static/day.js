// Today and the page of a break while they are open: the sentence of now, the band of the day, small figures, and
// areas that are chosen without a new page. Without this every form works as it stands.

import { FigurePlayer } from "./figure.js";

const MINUTE_MS = 60_000;
const dark = matchMedia("(prefers-color-scheme: dark)");

/** Fill a place anew; what was open stays open, and what had the focus has it again. */
function swap(place, fresh) {
  const open = [...place.querySelectorAll("details[open][data-keep-open]")].map((each) => each.dataset.keepOpen);
  const kept = place.contains(document.activeElement) ? document.activeElement.closest("[data-keep]")?.dataset.keep : null;
  const figures = new Map([...place.querySelectorAll("[data-still]")].map((each) => [each.dataset.still, each]));
  place.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
  for (const name of open) place.querySelector(`details[data-keep-open="${name}"]`)?.setAttribute("open", "");
  for (const each of place.querySelectorAll("[data-still]")) {
    const drawn = figures.get(each.dataset.still);
    if (drawn) each.replaceWith(drawn);
    else still(each);
  }
  if (kept) place.querySelector(`[data-keep="${CSS.escape(kept)}"]`)?.focus({ preventScroll: true });
}

async function page(path, options) {
  const answer = await fetch(path, { headers: { accept: "text/html" }, ...options });
  if (!answer.ok) throw new Error(path);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function still(place) {
  const { film, still_s: at, look } = await (await fetch(`/figure/${place.dataset.still}/still.json`)).json();
  const player = new FigurePlayer(place, film, look);
  const draw = () => player.draw(at);
  new ResizeObserver(draw).observe(place);
  dark.addEventListener("change", draw);
  draw();
}

for (const place of document.querySelectorAll("[data-still]")) still(place).catch(() => {});

const day = document.getElementById("day");
if (day) {
  const live = document.getElementById("day-live");
  let state = null;
  let shown = null;

  const renew = async () => {
    try {
      swap(day, (await page("/day/now")).body);
    } catch { /* the next minute tries again */ }
  };

  document.addEventListener("unslump:day", ({ detail: told }) => {
    const sentence = day.querySelector("[data-now]");
    if (sentence && sentence.textContent !== told.now) sentence.textContent = told.now;
    const name = `${told.state} ${told.offer}`;
    if (state !== null && state !== told.state && !told.offer) live.textContent = told.now;
    if (shown !== null && shown !== name) renew();
    state = told.state;
    shown = name;
  });
  setInterval(() => { if (!document.hidden) renew(); }, MINUTE_MS);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) renew(); });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const name = form.dataset?.swap;
  if (!name || !event.submitter) return;
  event.preventDefault();
  const body = new URLSearchParams([[event.submitter.name, event.submitter.value]]);
  try {
    swap(document.getElementById(name), (await page(form.action, { method: "POST", body })).getElementById(name));
  } catch {
    location.assign("/break");
  }
});
