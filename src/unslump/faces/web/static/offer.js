// The offer of a break, kept true while a page is open. The server tells when something changes; what is shown it
// renders itself, so that the page says the same with and without this. Focus is never taken, nothing is covered:
// what moves down because the banner comes is scrolled back to where it was.

const place = document.getElementById("offer");
const live = document.getElementById("offer-live");
const LINE_MS = 30_000; // a line that passes by stays this long
const TOLD_MS = 20_000; // and what an answer costs
let line = 0;

/** Change what stands at the place of the offer, and leave everything else where it is on the screen. */
function put(nodes) {
  const root = document.documentElement;
  const held = place.contains(document.activeElement);
  const moves = holdsFocus() || scrollY > 0;
  const before = place.offsetHeight;
  root.style.setProperty("overflow-anchor", "none"); // or the browser would scroll for it a second time
  place.replaceChildren(...nodes);
  const grown = place.offsetHeight - before;
  if (grown && moves) scrollBy({ top: grown, behavior: "instant" });
  requestAnimationFrame(() => requestAnimationFrame(() => root.style.removeProperty("overflow-anchor")));
  if (held) document.getElementById("main").focus({ preventScroll: true });
  if (keepClear()) uncover();
}

/** Let nothing that is scrolled to come to lie under the banner; tell whether it stays in sight. */
function keepClear() {
  const stuck = place.offsetHeight > 0 && getComputedStyle(place).position === "sticky";
  const root = document.documentElement;
  if (stuck) root.style.setProperty("scroll-padding-top", `${place.offsetHeight + 24}px`);
  else root.style.removeProperty("scroll-padding-top");
  return stuck;
}

/** Someone is in the middle of something below. */
function holdsFocus() {
  const now = document.activeElement;
  return now && now !== document.body && document.getElementById("main").contains(now);
}

/** Bring out from under the banner what somebody is at. */
function uncover() {
  const now = document.activeElement;
  if (!holdsFocus() || now.id === "main") return;
  const under = place.getBoundingClientRect().bottom - now.getBoundingClientRect().top;
  if (under > 0 && now.getBoundingClientRect().bottom > 0) scrollBy({ top: -under - 16, behavior: "instant" });
}

function passing(text, ms) {
  const words = document.createElement("p");
  words.className = "passing";
  words.textContent = text;
  put([words]);
  live.textContent = text;
  clearTimeout(line);
  line = setTimeout(() => { line = 0; if (place.querySelector(".passing")) put([]); }, ms);
}

async function fetched(path) {
  const answer = await fetch(path, { headers: { accept: "text/html" } });
  if (!answer.ok) throw new Error(path);
  return new DOMParser().parseFromString(await answer.text(), "text/html").body;
}

async function offerIs(told) {
  const shown = place.querySelector(".offer");
  if ((shown?.dataset.key ?? null) === told.offer) {
    const stays = shown?.querySelector("[data-stays]");
    if (stays && stays.textContent !== told.stays) stays.textContent = told.stays;
    return;
  }
  if (!told.offer) {
    if (shown) put([]);
    live.textContent = "";
    return;
  }
  const body = await fetched("/day/offer");
  const section = body.querySelector(".offer");
  if (!section) return;
  put([document.importNode(section, true)]);
  const said = [...section.querySelectorAll("h2, p")].map((each) => each.textContent.trim().replace(/\s+/g, " "));
  live.textContent = `${place.dataset.label}: ${said.join(" ")}`;
}

let turn = Promise.resolve();

function hear(event) {
  const told = JSON.parse(event.data);
  document.dispatchEvent(new CustomEvent("unslump:day", { detail: told }));
  turn = turn.then(() => offerIs(told)).catch(() => {});
  if (told.line && !told.offer) turn = turn.then(() => passing(`${told.line.title} · ${told.line.body}`, LINE_MS));
}

// A hidden page does not listen: nobody would see the offer there, and a browser keeps few lines to one place.
let source = null;

function listen() {
  if (document.hidden) {
    source?.close();
    source = null;
  } else if (!source) {
    source = new EventSource("/day/events");
    source.addEventListener("message", hear);
  }
}

function leave() {
  source?.close();
  source = null;
}

// Putting a break off or skipping it leaves the page as it is; Today says it all by itself.
async function answer(event) {
  const form = event.target;
  if (!form.matches?.("#offer form[data-stay]") || document.getElementById("day")) return;
  event.preventDefault();
  try {
    const body = new URLSearchParams(new FormData(form));
    const sent = await fetch(form.action, { method: "POST", headers: { accept: "application/json" }, body });
    const told = await sent.json();
    turn = turn.then(() => passing(told.said ?? told.error, TOLD_MS));
  } catch {
    form.submit();
  }
}

if (place) {
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", listen);
  document.addEventListener("submit", answer);
  new ResizeObserver(keepClear).observe(place);
  listen();
}
