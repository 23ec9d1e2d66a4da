// The hip lesson with the camera: help until both hands can be told, then the last picture with both places drawn over
// it. It stays in this page and goes with it.

import { Eye } from "./eye.js";

const DRAWN_PX = 960;
const AROUND = 3;
const byId = (id) => document.getElementById(id);
const words = byId("fingertips").dataset;
const video = byId("watch-video");
const line = new URL("/lesson/camera/line", location.href);
line.protocol = "ws:";
let eye = null;
let advice = "";

function write(text) {
  if (byId("line").textContent !== text) byId("line").textContent = text;
}

function open() {
  advice = "";
  eye = new Eye(video, line, { answer, changed: render, trouble, unused: () => close(words.off) });
  byId("told").hidden = true;
  byId("told-picture").hidden = true;
  byId("how").hidden = false;
  byId("open").hidden = true;
  byId("close").hidden = false;
  byId("close").focus({ preventScroll: true });
  byId("fingertips").dataset.on = "yes";
  byId("fingertips").scrollIntoView({ block: "start" });
  eye.want(true);
  render();
}

function close(text) {
  const had = byId("close") === document.activeElement;
  eye?.leave();
  delete byId("fingertips").dataset.on;
  byId("open").hidden = false;
  byId("close").hidden = true;
  if (had) byId("open").focus();
  if (text !== undefined) write(text);
}

function answer(said) {
  if (said.lines.length) { tell(said); return; }
  advice = said.advice || advice;
  render();
}

function render() {
  if (!eye?.wanted || eye.failed) return;
  if (eye.held === "locked") write(words.locked);
  else if (!eye.isOn) write(words.opening);
  else if (!eye.ready) write(words.loading);
  else write(advice || words.looking);
}

function trouble(kind, sentence) { close(sentence || words[kind]); }

function tell(said) {
  draw(said.marks);
  close("");
  byId("how").hidden = true;
  byId("lines").replaceChildren(...said.lines.slice(0, -1).map((sentence) => {
    const item = document.createElement("li");
    item.textContent = sentence;
    return item;
  }));
  byId("caution").textContent = said.lines[said.lines.length - 1];
  byId("told").hidden = false;
  byId("told").focus();
}

// Where the joint is thought, with its uncertainty; a cross at the fingertip.
function draw(marks) {
  const canvas = byId("told-picture");
  const [wide, high] = [video.videoWidth, video.videoHeight];
  const near = around(marks, wide, high);
  canvas.width = DRAWN_PX;
  canvas.height = DRAWN_PX * near.high / near.wide;
  const pen = canvas.getContext("2d");
  const scale = DRAWN_PX / near.wide;
  pen.scale(scale, scale);
  pen.translate(-near.x, -near.y);
  pen.drawImage(video, 0, 0, wide, high);
  const style = getComputedStyle(document.documentElement);
  for (const { joint, tip, reach } of marks) {
    const [x, y] = [joint[0] * wide, joint[1] * high];
    outline(pen, style.getPropertyValue("--moving"), () => { pen.beginPath(); pen.arc(x, y, Math.max(6 / scale, reach * wide), 0, 2 * Math.PI); }, scale);
    outline(pen, "#ffffff", () => {
      const [a, b, r] = [tip[0] * wide, tip[1] * high, 24 / scale];
      pen.beginPath();
      pen.moveTo(a - r, b); pen.lineTo(a + r, b); pen.moveTo(a, b - r); pen.lineTo(a, b + r);
    }, scale);
  }
  canvas.hidden = false;
}

// The part of the picture around the hips, in the picture's own proportions: hips are a twelfth of a whole person.
function around(marks, wide, high) {
  const across = marks.flatMap(({ joint, tip, reach }) => [joint[0] - reach, joint[0] + reach, tip[0]]).map((x) => x * wide);
  const down = marks.flatMap(({ joint, tip }) => [joint[1], tip[1]]).map((y) => y * high);
  const [left, right, top, bottom] = [Math.min(...across), Math.max(...across), Math.min(...down), Math.max(...down)];
  const part = Math.min(1, Math.max(0.3, AROUND * Math.max((right - left) / wide, (bottom - top) / high)));
  const place = (middle, whole) => Math.min(whole * (1 - part), Math.max(0, middle - whole * part / 2));
  return { x: place((left + right) / 2, wide), y: place((top + bottom) / 2, high), wide: wide * part, high: high * part };
}

function outline(pen, colour, path, scale) {
  path();
  pen.lineWidth = 10 / scale;
  pen.strokeStyle = "rgba(0, 0, 0, 0.6)";
  pen.stroke();
  pen.lineWidth = 5 / scale;
  pen.strokeStyle = colour;
  pen.stroke();
}

byId("open").addEventListener("click", open);
byId("open").disabled = false;  // a press before this script would have been lost
byId("close").addEventListener("click", () => close(words.off));
document.addEventListener("visibilitychange", () => { if (document.hidden && eye?.wanted) close(words.off); });
addEventListener("pagehide", () => eye?.leave());
