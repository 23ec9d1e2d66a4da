// The hip lesson: place two marks by pointer or keyboard, then ask Python how far off they were. The place itself
// comes only with that answer.

import { drawFront } from "./figure.js";

const SMALL_CM = 0.5;
const BIG_CM = 2;
const FIRST_CM = [[5, 14], [-5, 14]];  // where a mark starts when it is first moved by keys: plainly the belly
const REST_MS = 400;  // a position is said once the mark rests, not at every key
const lesson = document.getElementById("lesson");
const byId = (id) => document.getElementById(id);
const { scene: blank, look } = await (await fetch("/lesson/figure.json")).json();

let front = null;
let marks = [null, null];
let usedKeys = false;
let asking = false;
let saying = 0;
const [LEFT_CM, LOW_CM, RIGHT_CM, HIGH_CM] = blank.view.map((edge) => edge / blank.unit);

function lay() {
  front = drawFront(byId("front"), blank, { skin: look.skin, onPoint: ({ x, y }) => place(x, y) });
  byId("front").setAttribute("aria-label", lesson.dataset.figureAsked);
  marks = [null, null];
  usedKeys = false;
  show();
}

// No mark leaves the picture.
function within([x, y]) {
  return [Math.min(RIGHT_CM, Math.max(LEFT_CM, x)), Math.min(HIGH_CM, Math.max(LOW_CM, y))];
}

// A pointer names no side: the first mark is the one of the half it touches, the second the other, later ones move
// the nearer.
function place(x, y) {
  if (lesson.classList.contains("answered")) return;
  const distance = (i) => (marks[i] ? Math.hypot(marks[i][0] - x, marks[i][1] - y) : -1);
  const isFirst = !marks[0] && !marks[1];
  const which = isFirst ? (x < 0 ? 1 : 0) : distance(0) <= distance(1) ? 0 : 1;
  const mark = within([x, y]);
  marks[which] = mark;
  if (marks[0] && marks[1] && marks[0][0] < marks[1][0]) marks.reverse();
  show(marks.indexOf(mark));
}

function nudge(which, event) {
  if (event.key === "Enter" && !event.repeat && !byId("look").disabled) {
    event.preventDefault();
    look_up();
    return;
  }
  const by = event.shiftKey ? BIG_CM : SMALL_CM;
  const moves = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, by], ArrowDown: [0, -by] };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  usedKeys = true;
  const [x, y] = marks[which] || FIRST_CM[which];
  marks[which] = within([x + move[0], y + move[1]]);
  show(which);
  event.currentTarget.scrollIntoView({ block: "nearest" });  // its words have grown, perhaps out of sight
}

function show(now = -1) {
  const set = marks.filter(Boolean);
  front.setMarks(set, marks[now] ? set.indexOf(marks[now]) : -1);
  const placed = lesson.getAttribute(`data-placed-${set.length}`);
  if (byId("placed").textContent !== placed) byId("placed").textContent = placed;  // rewritten, it is read again
  byId("look").disabled = set.length < 2;
  document.querySelectorAll(".hip-mark").forEach((button) => {
    const mark = marks[Number(button.dataset.mark)];
    button.dataset.set = mark ? "yes" : "no";
    button.querySelector("small").textContent = mark ? where(mark) : "";
  });
  clearTimeout(saying);
  saying = setTimeout(() => { byId("moved").textContent = marks[now] ? moved(now) : ""; }, REST_MS);
}

function moved(which) {
  const name = document.querySelector(`.hip-mark[data-mark="${which}"] span`).textContent;
  return lesson.dataset.moved.replace("{mark}", name).replace("{where}", where(marks[which]));
}

function where([x, y]) {
  const words = lesson.dataset;
  const cm = (value) => Math.abs(value).toFixed(1);
  const across = cm(x) === "0.0" ? words.atMiddle : x > 0 ? words.atRight : words.atLeft;
  const up = cm(y) === "0.0" ? words.level : y > 0 ? words.above : words.below;
  const place = across.replace("{x}", cm(x)).replace("{height}", up.replace("{y}", cm(y)));
  const isInside = x > LEFT_CM && x < RIGHT_CM && y > LOW_CM && y < HIGH_CM;
  return isInside ? place : words.atEdge.replace("{where}", place);
}

// A height that does not fit is said at its field; anything else below the form.
function refuse(body) {
  const atHeight = body.field === "stature_cm";
  const place = byId(atHeight ? "stature-error" : "problem");
  place.textContent = body.error;
  place.hidden = false;
  if (!atHeight) return;
  byId("stature").setAttribute("aria-invalid", "true");
  byId("stature").setAttribute("aria-describedby", "stature-hint stature-error");
  byId("stature").focus();
}

function forgive() {
  byId("problem").hidden = true;
  byId("stature-error").hidden = true;
  byId("stature").removeAttribute("aria-invalid");
  byId("stature").setAttribute("aria-describedby", "stature-hint");
}

async function look_up() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch("/lesson/attempt", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ marks, stature_cm: byId("stature").value, method: usedKeys ? "keyboard" : "pointer" }),
    });
    const body = await answer.json();
    forgive();
    if (answer.ok) tell(body);
    else refuse(body);
  } finally {
    asking = false;
  }
}

function tell(body) {
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
