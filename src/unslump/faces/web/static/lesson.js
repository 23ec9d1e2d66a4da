// The hip lesson: place two marks by pointer or keyboard, then ask Python how far off they were. The place itself
// comes only with that answer.

import { drawFront } from "./figure.js";

const SMALL_CM = 0.5;
const BIG_CM = 2;
const FIRST_CM = [[5, 14], [-5, 14]];  // where a mark starts when it is first moved by keys: plainly the belly
const lesson = document.getElementById("lesson");
const byId = (id) => document.getElementById(id);
const { scene: blank, look } = await (await fetch("/lesson/figure.json")).json();

let front = null;
let marks = [null, null];
let usedKeys = false;

function lay() {
  front = drawFront(byId("front"), blank, { skin: look.skin, onPoint: ({ x, y }) => place(x, y) });
  marks = [null, null];
  usedKeys = false;
  show();
}

// A pointer names no side: the first free mark takes it, later ones move the nearer.
function place(x, y) {
  if (lesson.classList.contains("answered")) return;
  const free = marks.findIndex((mark) => mark === null);
  const nearer = (i) => Math.hypot(marks[i][0] - x, marks[i][1] - y);
  const which = free >= 0 ? free : nearer(0) <= nearer(1) ? 0 : 1;
  marks[which] = [x, y];
  if (marks[0] && marks[1] && marks[0][0] < marks[1][0]) marks.reverse();
  show(which);
}

function nudge(which, event) {
  const by = event.shiftKey ? BIG_CM : SMALL_CM;
  const moves = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, by], ArrowDown: [0, -by] };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  usedKeys = true;
  const [x, y] = marks[which] || FIRST_CM[which];
  marks[which] = [x + move[0], y + move[1]];
  show(which);
}

function show(now = -1) {
  const set = marks.filter(Boolean);
  front.setMarks(set, marks[now] ? set.indexOf(marks[now]) : -1);
  byId("placed").textContent = lesson.getAttribute(`data-placed-${set.length}`);
  byId("look").disabled = set.length < 2;
  document.querySelectorAll(".hip-mark").forEach((button) => {
    const mark = marks[Number(button.dataset.mark)];
    button.dataset.set = mark ? "yes" : "no";
    button.querySelector("small").textContent = mark ? where(mark) : "";
  });
}

function where([x, y]) {
  return lesson.dataset.markAt
    .replace("{x}", Math.abs(x).toFixed(1))
    .replace("{y}", Math.abs(y).toFixed(1))
    .replace("{direction}", y >= 0 ? lesson.dataset.above : lesson.dataset.below);
}

async function look_up() {
  const answer = await fetch("/lesson/attempt", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ marks, stature_cm: byId("stature").value, method: usedKeys ? "keyboard" : "pointer" }),
  });
  const body = await answer.json();
  byId("problem").hidden = answer.ok;
  if (!answer.ok) { byId("problem").textContent = body.error; return; }
  lesson.classList.add("answered");
  front = drawFront(byId("front"), body.scene, { skin: look.skin });
  front.setMarks(marks);
  requestAnimationFrame(() => requestAnimationFrame(() => front.reveal()));
  byId("front").setAttribute("aria-label", lesson.dataset.figureAnswer);
  byId("misses").replaceChildren(...body.said.map((sentence) => {
    const item = document.createElement("li");
    item.textContent = sentence;
    return item;
  }));
  byId("guess").hidden = true;
  byId("answer").hidden = false;
  byId("answer").focus();
}

byId("look").addEventListener("click", look_up);
byId("retry").addEventListener("click", () => {
  lesson.classList.remove("answered");
  byId("answer").hidden = true;
  byId("guess").hidden = false;
  lay();
  document.querySelector(".hip-mark").focus();
});
document.querySelectorAll(".hip-mark").forEach((button) => {
  button.addEventListener("keydown", (event) => nudge(Number(button.dataset.mark), event));
});
lay();
