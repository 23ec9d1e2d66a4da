/* Draws what core/figure sampled: the guide in a session, and the front view of the hip lesson.
 *
 * Nothing here knows anatomy. A film (core/figure/film.py) lists parts from back to front and samples of every
 * vertex; this file runs a smooth curve through both, in space and in time, and paints.
 */

const STEP_PX = 1.2; // nothing moves by more than this between two paintings, as far as the display keeps up
const REST_FRAME_MS = 50; // a figure that only breathes needs no more than this
const GLOW_FRAME_MS = 30;
const NECK_FROM = 17; // vertebrae from here up lie under skin, not under the shirt
const RISE_S = 0.3;
const FALL_S = 0.6;

/** Undo the differences between samples. */
function decode(changes) {
  const samples = [];
  let before = new Float32Array(changes[0].length);
  for (const change of changes) {
    const sample = new Float32Array(change.length);
    for (let i = 0; i < change.length; i++) sample[i] = before[i] + change[i];
    samples.push(sample);
    before = sample;
  }
  return samples;
}

/** Where each path and each frame starts in a sample. */
function layOut(film) {
  const paths = new Map();
  let at = 0;
  for (const { id, n } of film.paths) {
    paths.set(id, { at, n });
    at += 2 * n;
  }
  return { paths, frames: at };
}

/** The last key at or before `t`. */
function keyBefore(keys, t) {
  let low = 0;
  let high = keys.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (keys[middle][0] <= t) low = middle;
    else high = middle - 1;
  }
  return low;
}

const smooth = (x) => (x <= 0 ? 0 : x >= 1 ? 1 : x * x * (3 - 2 * x));

/** Add a smooth curve through flat `xy` to a path; corners at `sharp`, the tangent set by the spacing. */
export function trace(path, xy, start, n, sharp, open) {
  const px = (i) => xy[start + 2 * i];
  const py = (i) => xy[start + 2 * i + 1];
  const tx = new Array(n);
  const ty = new Array(n);
  const chord = new Array(n);
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    chord[i] = Math.hypot(px(j) - px(i), py(j) - py(i)) || 1e-6;
  }
  for (let i = 0; i < n; i++) {
    const a = (i + n - 1) % n;
    const b = (i + 1) % n;
    if (open && (i === 0 || i === n - 1)) {
      tx[i] = ty[i] = 0;
      continue;
    }
    const d1 = chord[a];
    const d2 = chord[i];
    // the slope of a parabola through three unevenly spaced points
    tx[i] = ((px(i) - px(a)) / d1 * d2 + (px(b) - px(i)) / d2 * d1) / (d1 + d2);
    ty[i] = ((py(i) - py(a)) / d1 * d2 + (py(b) - py(i)) / d2 * d1) / (d1 + d2);
  }
  const corner = new Set(sharp || []);
  path.moveTo(px(0), py(0));
  const last = open ? n - 1 : n;
  for (let i = 0; i < last; i++) {
    const j = (i + 1) % n;
    const h = chord[i] / 3;
    const ox = corner.has(i) ? (px(j) - px(i)) / 3 : tx[i] * h;
    const oy = corner.has(i) ? (py(j) - py(i)) / 3 : ty[i] * h;
    const ix = corner.has(j) ? (px(j) - px(i)) / 3 : tx[j] * h;
    const iy = corner.has(j) ? (py(j) - py(i)) / 3 : ty[j] * h;
    path.bezierCurveTo(px(i) + ox, py(i) + oy, px(j) - ix, py(j) - iy, px(j), py(j));
  }
  if (!open) path.closePath();
}

function shapeOf(points, sharp, open) {
  const path = new Path2D();
  trace(path, points, 0, points.length / 2, sharp, open);
  return path;
}

/** Colours by role, read once per theme from the style sheet. */
class Palette {
  constructor(element, skin) {
    const style = getComputedStyle(element);
    this.read = (name) => style.getPropertyValue(`--fig-${name}`).trim();
    this.skin = skin;
    this.known = new Map();
  }

  of(role) {
    if (!this.known.has(role)) this.known.set(role, this.find(role));
    return this.known.get(role);
  }

  find(role) {
    if (role.startsWith("skin")) {
      const dark = role !== "skin";
      return this.read(`skin-${this.skin}${dark ? "-shade" : ""}`);
    }
    if (role.startsWith("hair")) return this.read(`hair-${this.skin}`);
    return this.read(role) || "#888";
  }
}

/** Two canvases, one over the other: what stands still is painted once, the person every frame. */
function canvasesIn(place) {
  const layers = ["figure-still", "figure-canvas"].map((name) => {
    const canvas = document.createElement("canvas");
    canvas.className = name;
    return canvas;
  });
  const stage = document.createElement("div");
  stage.className = "figure-stage";
  stage.append(...layers);
  place.replaceChildren(stage);
  return layers;
}

export class FigurePlayer {
  /**
   * @param {HTMLElement} place  gets the canvases as its only child
   * @param {object} film  as core/figure/film.py describes it
   * @param {{skin?: string|number, words?: {hinge?: string}}} options
   */
  constructor(place, film, options = {}) {
    [this.still, this.canvas] = canvasesIn(place);
    this.stillContext = this.still.getContext("2d");
    this.context = this.canvas.getContext("2d");
    this.film = film;
    this.options = options;
    this.samples = decode(film.samples);
    this.layout = layOut(film);
    this.now = new Float32Array(this.samples[0].length);
    const parts = film.parts.map((part) => this.prepare(part));
    this.stillParts = parts.filter((part) => part.kind === "fixed");
    this.parts = parts.filter((part) => part.kind !== "fixed");
    this.turns = this.gatherTurns();
    this.speeds = [];
    this.lastAt = null;
    this.lastPaint = 0;
    this.setTheme();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.setTheme());
  }

  prepare(part) {
    if (part.kind === "pelvis") {
      const shape = new Path2D();
      for (const points of part.outlines) trace(shape, points, 0, points.length / 2, [], false);
      return { ...part, shape };
    }
    if (part.kind === "fixed" || part.kind === "rigid") {
      return { ...part, shape: shapeOf(part.points, part.sharp, part.open) };
    }
    if (part.kind === "spine") return { ...part, shapes: part.points.map((p) => shapeOf(p, [], false)) };
    return part;
  }

  gatherTurns() {
    const turns = Array.from({ length: 26 }, () => []);
    for (const [part, start, end] of this.film.turns) turns[part].push([start, end]);
    return turns;
  }

  /** Read the colours again, after a change of theme or skin. */
  setTheme(skin) {
    if (skin !== undefined) this.options.skin = skin;
    this.palette = new Palette(this.canvas, this.options.skin ?? 3);
    this.light = this.makeLight();
    this.lastAt = null;
    this.stillView = null;
  }

  /** The second whose picture tells most of the phase that runs at `positionS`. */
  still_s(positionS) {
    const { phases } = this.film;
    return (phases.find((phase) => positionS < phase.end) || phases[phases.length - 1]).still;
  }

  resize() {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(this.canvas.clientWidth * ratio);
    const height = Math.round(this.canvas.clientHeight * ratio);
    if (width === this.canvas.width && height === this.canvas.height) return false;
    for (const canvas of [this.canvas, this.still]) {
      canvas.width = width;
      canvas.height = height;
    }
    this.stillView = null;
    return true;
  }

  /** Paint the figure at a second of the timeline. Cheap when nothing changed. */
  draw(positionS) {
    const resized = this.resize();
    const clock = performance.now();
    if (!resized && this.lastAt !== null) {
      if (positionS === this.lastAt) return;
      const jump = Math.abs(positionS - this.lastAt) > 0.2;
      if (!jump && clock - this.lastPaint < this.restMs(positionS)) return;
    }
    this.lastAt = positionS;
    this.lastPaint = clock;
    this.pick(positionS);
    this.paint(positionS);
  }

  /** How long the last painting stays good: short while something moves, long while it only breathes. */
  restMs(t) {
    const i = keyBefore(this.film.keys, t);
    this.speeds[i] ??= this.speedAfter(i);
    const px = this.speeds[i] * Math.abs(this.base[0]);
    const lit = this.film.turns.some(([, start, end]) => t > start - RISE_S && t < end + FALL_S);
    return Math.min(px > 0 ? (1000 * STEP_PX) / px : REST_FRAME_MS, lit ? GLOW_FRAME_MS : REST_FRAME_MS);
  }

  /** Fastest point between a key and the next, in units a second. */
  speedAfter(i) {
    const { keys } = this.film;
    if (i + 1 >= keys.length || keys[i][1] === keys[i + 1][1]) return 0;
    const a = this.samples[keys[i][1]];
    const b = this.samples[keys[i + 1][1]];
    let most = 0;
    for (let n = 0; n < a.length; n++) most = Math.max(most, Math.abs(b[n] - a[n]));
    return most / (keys[i + 1][0] - keys[i][0]);
  }

  /** Fill `now` with the sample at `t`: a cubic through the four keys around it. */
  pick(t) {
    const { keys } = this.film;
    const i = keyBefore(keys, t);
    const j = Math.min(i + 1, keys.length - 1);
    const a = this.samples[keys[i][1]];
    const b = this.samples[keys[j][1]];
    const span = keys[j][0] - keys[i][0];
    if (a === b || span <= 0) {
      this.now.set(a);
      return;
    }
    const h = Math.max(0, i - 1);
    const k = Math.min(j + 1, keys.length - 1);
    const before = this.samples[keys[h][1]];
    const after = this.samples[keys[k][1]];
    const u = Math.min(1, Math.max(0, (t - keys[i][0]) / span));
    const s1 = span / Math.max(keys[j][0] - keys[h][0], 1e-6);
    const s2 = span / Math.max(keys[k][0] - keys[i][0], 1e-6);
    const u2 = u * u;
    const u3 = u2 * u;
    const fa = 2 * u3 - 3 * u2 + 1;
    const fb = -2 * u3 + 3 * u2;
    const ga = (u3 - 2 * u2 + u) * s1;
    const gb = (u3 - u2) * s2;
    for (let n = 0; n < this.now.length; n++) {
      this.now[n] = fa * a[n] + fb * b[n] + ga * (b[n] - before[n]) + gb * (after[n] - a[n]);
    }
  }

  viewAt(t) {
    const { views } = this.film;
    const i = keyBefore(views, t);
    const [start, ...box] = views[i];
    if (i + 1 >= views.length) return box;
    const [end, ...next] = views[i + 1];
    const share = smooth((t - start) / (end - start));
    return box.map((value, n) => value + (next[n] - value) * share);
  }

  paint(t) {
    const { context: c, canvas } = this;
    const [x0, y0, x1, y1] = this.viewAt(t);
    const scale = Math.min(canvas.width / (x1 - x0), canvas.height / (y1 - y0));
    const left = (canvas.width - scale * (x1 - x0)) / 2;
    const base = [scale, 0, 0, -scale, left - x0 * scale, canvas.height - (canvas.height - scale * (y1 - y0)) / 2 + y0 * scale];
    this.base = base;
    this.paintStill(base);
    this.wipe(c);
    for (const part of this.parts) this.paintPart(part, t);
  }

  wipe(context) {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.lineJoin = "round";
    context.lineCap = "round";
  }

  /** Floor, chair, desk: only when the eye has moved. */
  paintStill(base) {
    const view = base.join();
    if (view === this.stillView) return;
    this.stillView = view;
    const moving = this.context;
    this.context = this.stillContext;
    this.wipe(this.context);
    for (const part of this.stillParts) this.paintShape(part);
    this.context = moving;
  }

  toWorld() {
    this.context.setTransform(...this.base);
  }

  toFrame(index) {
    const at = this.layout.frames + 3 * index;
    this.toWorld();
    this.context.translate(this.now[at], this.now[at + 1]);
    this.context.rotate((-this.now[at + 2] * Math.PI) / 1800);
  }

  paintPart(part, t) {
    if (part.kind === "path") this.paintPath(part);
    else if (part.kind === "spine") this.paintSpine(part, t);
    else if (part.kind === "pelvis") this.paintPelvis(part, t);
    else if (part.kind === "headglow") this.paintHeadGlow(part, t);
    else if (part.kind === "ring") this.paintRing(part, t);
    else this.paintShape(part);
  }

  paintShape(part) {
    const c = this.context;
    if (part.kind === "rigid") this.toFrame(part.frame);
    else this.toWorld();
    const colour = this.palette.of(part.role);
    if (part.line) {
      c.strokeStyle = colour;
      c.lineWidth = part.line;
      c.stroke(part.shape);
    } else {
      c.fillStyle = colour;
      c.fill(part.shape);
    }
  }

  paintPath(part) {
    const c = this.context;
    const { at, n } = this.layout.paths.get(part.path);
    const shape = new Path2D();
    trace(shape, this.now, at, n, part.sharp, false);
    this.toWorld();
    c.fillStyle = part.along ? this.shaded(part, at) : this.palette.of(part.role);
    c.fill(shape);
    if (part.edge) {
      c.strokeStyle = this.palette.of(part.edge);
      c.lineWidth = 20;
      for (const [from, to] of part.edges) {
        const line = new Path2D();
        trace(line, this.now, at + 2 * from, to - from + 1, [], true);
        c.stroke(line);
      }
    }
  }

  shaded(part, at) {
    const [i, j] = part.along;
    const v = this.now;
    const light = this.context.createLinearGradient(v[at + 2 * i], v[at + 2 * i + 1], v[at + 2 * j], v[at + 2 * j + 1]);
    light.addColorStop(0.35, this.palette.of(part.role));
    light.addColorStop(1, this.palette.of(part.shade));
    return light;
  }

  /** 0 to 1: how much this part is the one that moves now. */
  glow(part, t) {
    let most = 0;
    for (const [start, end] of this.turns[part]) {
      if (t < start - RISE_S || t > end + FALL_S) continue;
      most = Math.max(most, Math.min(smooth((t - start + RISE_S) / RISE_S), 1 - smooth((t - end) / FALL_S)));
    }
    return most;
  }

  /** 0 to 1: how settled this part is, since the last fresh start. */
  done(part, t) {
    const turns = this.turns[part];
    let fresh = 0;
    for (const reset of this.film.resets) if (reset <= t) fresh = reset;
    let last = null;
    let next = false;
    for (const [, end] of turns) {
      if (end <= t && end >= fresh) last = end;
    }
    for (const [start, end] of turns) {
      if (last !== null && end > t && start - last < 12) next = true;
    }
    return last === null || next ? 0 : smooth((t - last) / FALL_S);
  }

  paintSpine(part, t) {
    const c = this.context;
    const quiet = this.palette.of("spine");
    const moving = this.palette.of("moving");
    const settled = this.palette.of("spine-done");
    part.shapes.forEach((shape, i) => {
      const glow = this.glow(i + 1, t);
      this.toFrame(part.first + i);
      if (glow > 0.02) this.halo(glow, 300);
      c.scale(1 + 0.22 * glow, 1 + 0.06 * glow);
      c.globalAlpha = i < NECK_FROM ? 0.38 : 0.26;
      c.fillStyle = quiet;
      c.fill(shape);
      const done = this.done(i + 1, t) * (1 - glow);
      if (done > 0.02) {
        c.globalAlpha = 0.9 * done;
        c.fillStyle = settled;
        c.fill(shape);
      }
      if (glow > 0.02) {
        c.globalAlpha = glow;
        c.fillStyle = moving;
        c.fill(shape);
      }
      c.globalAlpha = 1;
    });
  }

  /** Soft light about the origin, from a picture made once. */
  halo(strength, radius) {
    const c = this.context;
    c.globalAlpha = Math.min(1, 0.28 * strength);
    c.drawImage(this.light, -radius, -radius, 2 * radius, 2 * radius);
    c.globalAlpha = 1;
  }

  makeLight() {
    const size = 128;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size;
    const c = canvas.getContext("2d");
    const colour = this.palette.of("moving");
    const light = c.createRadialGradient(size / 2, size / 2, 0, size / 2, size / 2, size / 2);
    light.addColorStop(0, colour);
    light.addColorStop(1, `${colour}00`);
    c.fillStyle = light;
    c.fillRect(0, 0, size, size);
    return canvas;
  }

  paintPelvis(part, t) {
    const c = this.context;
    const glow = this.glow(0, t);
    this.toFrame(part.frame);
    const settled = this.done(0, t) * (1 - glow);
    c.fillStyle = c.strokeStyle = this.palette.of("pelvis");
    c.lineWidth = 16;
    c.globalAlpha = 0.17 + 0.3 * settled;
    c.fill(part.shape);
    c.globalAlpha = 0.45 + 0.4 * settled;
    c.stroke(part.shape);
    if (glow > 0.02) {
      c.globalAlpha = 1;
      this.halo(glow, 1300);
      c.fillStyle = c.strokeStyle = this.palette.of("moving");
      c.globalAlpha = 0.8 * glow;
      c.fill(part.shape);
      c.globalAlpha = glow;
      c.stroke(part.shape);
    }
    c.globalAlpha = 1;
  }

  /** The head is no vertebra: when its turn comes, light stands behind it. */
  paintHeadGlow(part, t) {
    const glow = this.glow(25, t);
    if (glow < 0.02) return;
    this.toFrame(part.frame);
    this.context.translate(...part.at);
    this.halo(1.6 * glow, part.radius);
  }

  paintRing(part, t) {
    let most = 0;
    let named = 0;
    for (const [start, end, turns] of this.film.hinge) {
      const seen = Math.min(smooth(t - start + 1), 1 - smooth(t - end));
      most = Math.max(most, seen);
      if (turns) named = Math.max(named, seen);
    }
    if (most < 0.02) return;
    const c = this.context;
    this.toFrame(part.frame);
    c.globalAlpha = most;
    c.strokeStyle = c.fillStyle = this.palette.of("ring");
    c.lineWidth = 56;
    c.beginPath();
    c.arc(0, 0, 260, 0, 2 * Math.PI);
    c.stroke();
    c.beginPath();
    c.arc(0, 0, 75, 0, 2 * Math.PI);
    c.fill();
    c.globalAlpha = 1;
    if (named > 0.02 && this.options.words?.hinge) this.nameHinge(part, named);
  }

  /** A thin line from the ring to its words, upright whatever the pelvis does. */
  nameHinge(part, strength) {
    const c = this.context;
    const at = this.layout.frames + 3 * part.frame;
    const [a, , , d, e, f] = this.base;
    const place = (x, y) => [a * (this.now[at] + x) + e, d * (this.now[at + 1] + y) + f];
    const [dx, dy, ends] = part.label;
    const size = Math.max(13 * (window.devicePixelRatio || 1), 0.021 * a * this.film.unit);
    const length = Math.hypot(dx, dy);
    const [x0, y0] = place((dx / length) * 330, (dy / length) * 330);
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.font = `600 ${size}px system-ui, sans-serif`;
    const room = c.measureText(this.options.words.hinge).width + size;
    const [freeX, y1] = place(dx, dy);
    const x1 = ends ? Math.max(freeX, room) : freeX; // never cut off at the edge
    c.globalAlpha = strength;
    c.strokeStyle = this.palette.of("ring");
    c.lineWidth = Math.max(1, size / 11);
    c.beginPath();
    c.moveTo(x0, y0);
    c.lineTo(x1, y1);
    c.stroke();
    c.fillStyle = this.palette.of("ink");
    c.textAlign = ends ? "right" : "center";
    c.textBaseline = ends ? "middle" : "top";
    c.fillText(this.options.words.hinge, x1 - (ends ? size / 2 : 0), y1 + (ends ? 0 : size / 3));
    c.globalAlpha = 1;
  }
}

const SVG = "http://www.w3.org/2000/svg";

function make(name, attributes, parent) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (parent) parent.append(node);
  return node;
}

/** Writes path data for SVG with the calls a canvas path takes. */
class PathText {
  constructor() {
    this.text = "";
  }
  moveTo(x, y) {
    this.text += `M${x.toFixed(1)} ${y.toFixed(1)}`;
  }
  bezierCurveTo(a, b, c, d, x, y) {
    this.text += `C${[a, b, c, d, x, y].map((v) => v.toFixed(1)).join(" ")}`;
  }
  closePath() {
    this.text += "Z";
  }
}

function svgPiece(part, parent, skin) {
  const text = new PathText();
  for (const [i, points] of part.paths.entries()) trace(text, points, 0, points.length / 2, i ? [] : part.sharp, part.open);
  const role = part.role.startsWith("skin") ? `${part.role}-${skin}` : part.role;
  const kind = part.line ? "fig-line" : "fig-fill";
  const node = make("path", { d: text.text, class: `${kind} fig-${role}`, "fill-rule": "evenodd" }, parent);
  if (part.line) node.setAttribute("stroke-width", part.line);
  return node;
}

/** The front view of the hip lesson, as SVG: marks in centimetres, bones and zones once revealed.
 *
 * `scene` is core/figure/front.py's. Options: `skin`, `onPoint({x, y})` called in centimetres when the figure is
 * touched or clicked. Returns `{svg, setMarks(marks, focused), reveal(), hide(), toCm(clientX, clientY)}`; a mark is
 * `[x, y]` in centimetres from the middle, x to the picture's right, y up.
 */
export function drawFront(place, scene, options = {}) {
  const [x0, y0, x1, y1] = scene.view;
  const svg = make("svg", { viewBox: `${x0} ${-y1} ${x1 - x0} ${y1 - y0}`, class: "fig-front" });
  const world = make("g", { transform: "scale(1 -1)" }, svg);
  const body = make("g", { class: "fig-body" }, world);
  for (const part of scene.parts) svgPiece(part, body, options.skin ?? 3);
  const bones = make("g", { class: "fig-bones" }, world);
  for (const part of scene.bones) svgPiece(part, bones, 3);
  const truth = make("g", { class: "fig-truth" }, world);
  for (const line of scene.crease) {
    const text = new PathText();
    trace(text, line, 0, line.length / 2, [], true);
    make("path", { d: text.text, class: "fig-crease" }, truth);
  }
  for (const zone of scene.zones) {
    make("circle", { cx: zone.x, cy: zone.y, r: zone.r, class: "fig-zone" }, truth);
    make("circle", { cx: zone.x, cy: zone.y, r: 45, class: "fig-zone-centre" }, truth);
  }
  const marksLayer = make("g", { class: "fig-marks" }, world);
  place.replaceChildren(svg);

  function toCm(clientX, clientY) {
    const at = new DOMPoint(clientX, clientY).matrixTransform(world.getScreenCTM().inverse());
    return { x: at.x / scene.unit, y: at.y / scene.unit };
  }

  let revealed = false;
  let marks = [];
  let focused = -1;
  function redraw() {
    marksLayer.replaceChildren();
    const byX = marks.map((mark, i) => [mark, i]).sort((a, b) => b[0][0] - a[0][0]);
    byX.forEach(([[x, y], i], order) => {
      const px = x * scene.unit;
      const py = y * scene.unit;
      if (revealed && marks.length === 2) {
        const zone = scene.zones[order];
        make("line", { x1: px, y1: py, x2: zone.x, y2: zone.y, class: "fig-miss" }, marksLayer);
      }
      make("circle", { cx: px, cy: py, r: 120, class: i === focused ? "fig-mark fig-mark-now" : "fig-mark" }, marksLayer);
      make("path", { d: `M${px - 60} ${py}H${px + 60}M${px} ${py - 60}V${py + 60}`, class: "fig-mark-cross" }, marksLayer);
    });
  }
  if (options.onPoint) svg.addEventListener("click", (event) => options.onPoint(toCm(event.clientX, event.clientY)));
  return {
    svg,
    toCm,
    setMarks(next, now = -1) {
      marks = next;
      focused = now;
      redraw();
    },
    reveal() {
      revealed = true;
      svg.classList.add("fig-revealed");
      redraw();
    },
    hide() {
      revealed = false;
      svg.classList.remove("fig-revealed");
      redraw();
    },
  };
}
