// Lead one session on the page. Python owns what is true (state, position, what is kept); this file draws it
// between two answers by the page's own monotonic clock, and never counts ticks.

import { FigurePlayer } from "./figure.js";
import { Voice } from "./voice.js";

const HEARTBEAT_MS = 4000;
const CALM_FRAME_MS = 34;
const TOLD_TOGETHER_MS = 300;
const byId = (id) => document.getElementById(id);
const show = (element, yes) => { element.hidden = !yes; };
const reduced = matchMedia("(prefers-reduced-motion: reduce)");

// The words lead; a figure that cannot be drawn takes nothing away from them.
const NO_FIGURE = { draw() {}, still_s: (position) => position };

class Session {
  constructor(plan, film) {
    this.plan = plan;
    this.phases = plan.phases;
    this.rate = plan.clock_rate;
    this.figure = film && document.querySelector(".stage-figure") ? new FigurePlayer(byId("figure"), film, plan.look) : NO_FIGURE;
    this.voice = new Voice(plan.voice);
    this.index = -1;
    this.cue = null;
    this.take(plan.snapshot);
    this.watching = Watching ? new Watching(this) : null;
    this.layDots();
    this.cards = [...document.querySelectorAll(".read-card")];
    this.card = 0;
    this.bind();
    this.turnCard(0);
    this.watching?.see();
    setInterval(() => this.logic(), 200);
    setInterval(() => this.heartbeat(), Math.max(250, HEARTBEAT_MS / this.rate));
    this.frame();
  }

  // What the server said, and when we heard it.
  take(snapshot) {
    this.snapshot = snapshot;
    this.heardAt = performance.now();
    this.watching?.see();
    for (const effect of snapshot.effects) this.onEffect(effect);
  }

  get position() {
    if (!this.snapshot.running) return this.snapshot.position_s;
    const passed = ((performance.now() - this.heardAt) / 1000) * this.rate;
    return Math.min(this.snapshot.position_s + passed, this.plan.end_s);
  }

  phaseAt(position) {
    const index = this.phases.findIndex((phase) => position < phase.end_s);
    return index < 0 ? this.phases.length - 1 : index;
  }

  async say(event, { quiet = false } = {}) {
    this.asked = (this.asked || 0) + 1;
    const mine = this.asked;
    try {
      const answer = await fetch("/session/say", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ event, session: this.plan.session }),
      });
      const body = await answer.json();
      if (!answer.ok) {
        if (answer.status === 410) location.replace("/");
        if (quiet) return;
        this.tell(body.error || "");
        byId("seen").textContent = body.error || "";
        if (event !== "time") this.say("time", { quiet: true });  // another tab may have moved on
        return;
      }
      this.misses = 0;
      if (mine === this.asked) this.take(body);
      this.render();
    } catch {
      this.misses = (this.misses || 0) + 1;
      if (!this.snapshot.over && this.misses >= 2) this.lost(true);
    }
  }

  // What a screen reader hears. While the page itself speaks, cues are not said a second time.
  // What is told in one moment is told together, or the last would swallow the others.
  tell(sentence) {
    if (!this.telling) setTimeout(() => { this.telling = null; }, TOLD_TOGETHER_MS);
    this.telling = sentence ? [...(this.telling || []), sentence] : [];
    byId("live").textContent = [...new Set(this.telling)].join(" ");
  }

  tellCue(sentence) { if (!this.voice.speaks) this.tell(sentence); }

  heartbeat() {
    if (this.snapshot.running || (this.snapshot.state === "paused" && !this.isLost)) this.say("time", { quiet: true });
  }

  onEffect(effect) {
    if (effect === "prompt" || effect === "ask") { this.askIfFine(effect); return; }
    show(byId("asking"), false);
    if (effect === "paused") this.tell(this.plan.words.paused);
    if (effect === "resumed") this.repeat = true;
  }

  askIfFine(kind) {
    byId("asking-title").textContent = this.plan.words.asking[kind];
    show(byId("asking"), true);
    this.voice.say(this.plan.words.asking[kind], { loud: kind === "ask" });
    if (kind === "ask") byId("fine").focus();
  }

  lost(yes) {
    this.isLost = yes;
    if (yes) this.snapshot = { ...this.snapshot, position_s: this.position, running: false, state: "paused", effects: [] };
    this.watching?.see();
    show(byId("lost"), yes);
    if (yes) byId("lost").focus();
    this.render();
  }

  // Every 200 ms: has a phase or a cue come?
  logic() {
    if (!this.snapshot.running) return;
    const index = this.phaseAt(this.position);
    if (index !== this.index || this.repeat) this.enter(index);
    this.showCue();
    const left = this.leftText();
    if (byId("left").textContent !== left) byId("left").textContent = left;
  }

  enter(index) {
    if (index !== this.index) this.watching?.endHint();
    this.index = index;
    this.repeat = false;
    const phase = this.phases[index];
    byId("phase").textContent = phase.name;
    byId("figure").setAttribute("aria-label", phase.alt);
    byId("breath").dataset.breath = phase.breath || "";
    byId("breath-word").textContent = phase.breath_word;
    byId("count").textContent = phase.count_text;
    show(byId("skip"), phase.skippable);
    this.cue = null;
    this.showCue({ first: true });
    this.markDots();
    this.tellCue(phase.said);
    this.voice.chime();
    this.say("time", { quiet: true });
    if (phase.id === "P12" && this.snapshot.running) this.finish();
  }

  async finish() {
    await this.say("finish", { quiet: true });
    this.leaveFor(`/after/${this.plan.session}`);
  }

  // Once, and in the place of this page: the browser's Back shall not lead into a session that is over.
  leaveFor(where) {
    if (this.left) return;
    this.left = true;
    location.replace(where);
  }

  showCue({ first = false } = {}) {
    const phase = this.phases[this.index];
    const due = phase.shown.filter((cue) => cue.at_s <= this.position + 0.05);
    const cue = due[due.length - 1] || phase.shown[0] || null;
    if (cue === this.cue) return;
    this.cue = cue;
    byId("cue").textContent = cue ? cue.text : "";
    byId("seen").textContent = cue ? cue.seen : "";
    show(byId("added"), Boolean(cue && cue.added));
    show(byId("why"), Boolean(cue));
    byId("why-text").textContent = cue ? cue.why : "";
    byId("why-source").textContent = cue ? cue.source_text : "";
    if (!cue) return;
    this.voice.say(cue.text);
    if (!first) this.tellCue(cue.text);
  }

  leftText() {
    const seconds = Math.max(0, Math.ceil((this.plan.end_s - this.position)));
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    return this.plan.words.left.replace("{time}", clock);
  }

  // Reading before moving: one card at a time, the figure standing as it stands in that phase.
  turnCard(by) {
    const last = this.cards.length - 1;
    this.card = Math.min(last, Math.max(0, this.card + by));
    this.cards.forEach((card, i) => show(card, i === this.card));
    show(byId("intro"), this.card <= 0);
    const shown = this.cards[this.card];
    const phase = shown && this.phases.find((each) => each.id === shown.dataset.phase && each.end_s > each.start_s);
    this.readingAt = phase ? this.figure.still_s((phase.start_s + phase.end_s) / 2) : 0;
    this.render();
    if (by && shown) this.tell([...shown.querySelectorAll("h3, li")].map((each) => each.textContent.trim()).join(" ").replace(/\s+/g, " "));
  }

  // At the display's own rate while something moves; a body that only breathes asks for less.
  frame() {
    this.draw();
    const moves = this.snapshot.running && this.index >= 0 && this.phases[this.index].moves;
    if (moves) requestAnimationFrame(() => this.frame());
    else setTimeout(() => requestAnimationFrame(() => this.frame()), CALM_FRAME_MS);
  }

  // The figure and the breath as they are now.
  draw() {
    const position = this.snapshot.state === "ready" && !this.leadingIn ? this.readingAt : this.position;
    const still = reduced.matches;
    this.figure.draw(still ? this.figure.still_s(position) : position);
    if (!still) this.drawBreath(position);
  }

  // The ring swells slowly: a step every 40 ms is smooth, and half the work of every frame.
  drawBreath(position) {
    const now = performance.now();
    if (now - (this.breathDrawnAt || 0) < 40) return;
    const size = this.breathAt(position).toFixed(2);
    this.breathDrawnAt = now;
    if (size === this.breathSize) return;
    this.breathSize = size;
    byId("breath").style.setProperty("--breath", size);
  }

  breathAt(position) {
    const phase = this.phases[this.phaseAt(position)];
    const progress = Math.min(1, Math.max(0, (position - phase.start_s) / Math.max(0.1, phase.end_s - phase.start_s)));
    const eased = 0.5 - Math.cos(Math.PI * progress) / 2;
    if (!phase.paced) return 0.62;
    if (phase.breath === "inhale") return 0.55 + 0.45 * eased;
    if (phase.breath === "exhale") return 1 - 0.45 * eased;
    return 0.62;
  }

  layDots() {
    byId("dots").replaceChildren(...this.plan.dots.map(() => document.createElement("li")));
  }

  markDots() {
    const now = this.phases[Math.max(0, this.index)].dot;
    [...byId("dots").children].forEach((dot, i) => {
      dot.className = i < now ? "done" : i === now ? "now" : "";
    });
  }

  render() {
    const held = document.activeElement;
    const { state, running, over } = this.snapshot;
    const isReady = state === "ready";
    show(byId("ready"), isReady && !this.leadingIn);
    show(byId("lead-in"), Boolean(this.leadingIn));
    show(byId("guide"), !isReady && !over && !this.leadingIn && !this.isLost);
    show(byId("stopped"), state === "stopped");
    const isReading = isReady && !this.leadingIn;
    show(byId("start"), isReading);
    show(byId("read-back"), isReading && this.card > 0);
    show(byId("read-next"), isReading && this.card < this.cards.length - 1);
    show(byId("pause"), running || state === "paused");
    show(byId("again"), running || state === "paused");
    show(byId("leave"), isReady || state === "paused" || over);
    show(byId("skip"), running && this.index >= 0 && this.phases[this.index].skippable);
    show(byId("stop-form"), state !== "stopped");
    byId("pause-word").textContent = state === "paused" ? this.plan.words.resume : this.plan.words.pause;
    if (state === "paused") byId("breath-word").textContent = this.plan.words.paused;
    else if (this.index >= 0) byId("breath-word").textContent = this.phases[this.index].breath_word;
    if (!isReady && this.index < 0 && !over) this.enter(this.phaseAt(this.position));
    if (running) this.index = this.index < 0 ? 0 : this.index;
    byId("left").textContent = this.leftText();
    if (held && held.hidden) byId(isReading ? "start" : "pause").focus();
    if (state === "done") this.leaveFor(`/after/${this.plan.session}`);
    if (state === "interrupted") this.leaveFor("/");
  }

  sayIfVoiceless() {
    if (this.voice.chosen || this.plan.voice.chimes) return;
    byId("no-voice").textContent = this.plan.words.no_voice;
    show(byId("no-voice"), true);
  }

  // What the person does.
  bind() {
    byId("start").addEventListener("click", () => this.start());
    byId("pause").addEventListener("click", () => this.togglePause());
    byId("again").addEventListener("click", () => this.again());
    byId("skip").addEventListener("click", () => this.skip());
    byId("read-next").addEventListener("click", () => this.turnCard(1));
    byId("read-back").addEventListener("click", () => this.turnCard(-1));
    byId("fine").addEventListener("click", () => { this.answerFine(); });
    byId("retry").addEventListener("click", () => this.reconnect());
    byId("why").addEventListener("click", () => this.toggleWhy());
    byId("stop-form").addEventListener("submit", (event) => { event.preventDefault(); this.stop(); });
    byId("voice").addEventListener("click", () => this.toggleVoice());
    this.voice.whenReady(() => { show(byId("voice"), true); byId("voice").setAttribute("aria-pressed", String(this.voice.on)); });
    setTimeout(() => this.sayIfVoiceless(), 1500);
    document.addEventListener("keydown", (event) => this.onKey(event));
    document.addEventListener("visibilitychange", () => { this.onHiding(); });
    addEventListener("pagehide", () => { if (this.snapshot.running) navigator.sendBeacon("/session/say", this.beacon("pause")); });
  }

  // Out of sight and without a voice nobody is led: the session waits. With a voice it goes on.
  onHiding() {
    if (!document.hidden) { this.keepAwake(); this.heartbeat(); } else if (this.snapshot.running && !this.voice.speaks) this.say("pause", { quiet: true });
  }

  beacon(event) {
    return new Blob([JSON.stringify({ event, session: this.plan.session })], { type: "application/json" });
  }

  onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape" && !this.snapshot.over) { event.preventDefault(); this.stop(); return; }
    const target = document.activeElement;
    const elsewhere = target && target !== document.body && target.id !== "main" && target.id !== "pause" && target.id !== "start" && !target.id.startsWith("read-") && target.id !== "stopped";
    if (this.snapshot.over || this.isLost) return;
    if (event.key === " " && !elsewhere) {
      event.preventDefault();
      if (this.snapshot.state === "ready") this.start(); else this.togglePause();
    }
    if (this.snapshot.state === "ready" && !this.leadingIn && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      event.preventDefault();
      this.turnCard(event.key === "ArrowRight" ? 1 : -1);
    }
    if (event.key === "ArrowLeft" && (this.snapshot.running || this.snapshot.state === "paused")) { event.preventDefault(); this.again(); }
    if (event.key === "ArrowRight" && this.snapshot.running) { event.preventDefault(); this.skip(); }
  }

  start() {
    if (this.leadingIn || this.snapshot.state !== "ready") return;
    if (this.watching?.waits()) return;
    this.voice.wake();
    this.keepAwake();
    const first = this.phases.find((phase) => phase.end_s > phase.start_s);
    byId("first-cue").textContent = first.shown.length ? first.shown[0].text : first.name;
    const endsAt = performance.now() + (this.plan.lead_in_s * 1000) / this.rate;
    this.leadingIn = setInterval(() => {
      const left = Math.ceil(((endsAt - performance.now()) / 1000) * this.rate);
      byId("lead-count").textContent = this.plan.words.lead_count.replace("{n}", Math.max(0, left));
      if (left <= 0) { clearInterval(this.leadingIn); this.leadingIn = null; this.say("begin").then(() => byId("pause").focus({ preventScroll: true })); }
    }, 100);
    this.tell(this.plan.words.lead_in + ". " + byId("first-cue").textContent);
    this.render();
    this.watching?.render();
  }

  answerFine() {
    show(byId("asking"), false);
    byId("pause").focus({ preventScroll: true });
    this.say("fine", { quiet: true });
  }

  skip() {
    if (this.phases[this.index]?.skippable) this.say("skip");
    else { byId("seen").textContent = this.plan.words.cannot_skip; this.tell(this.plan.words.cannot_skip); }
  }

  togglePause() {
    if (this.snapshot.state === "paused") this.say("resume");
    else if (this.snapshot.running) this.say("pause");
  }

  async again() {
    await this.say("again");
    if (this.snapshot.state === "paused") await this.say("resume");
    this.repeat = true;
  }

  // Stop first, tell Python after: the screen answers at once whatever the connection does.
  stop() {
    clearInterval(this.leadingIn);
    this.leadingIn = null;
    this.voice.hush();
    this.snapshot = { ...this.snapshot, position_s: this.position, running: false, over: true, state: "stopped", effects: [] };
    this.watching?.see();
    show(byId("asking"), false);
    show(byId("lost"), false);
    this.tell("");
    byId("figure").setAttribute("aria-label", this.plan.words.figure);
    this.render();
    byId("stopped").focus();
    this.say("stop");
    if (this.lock) this.lock.release();
  }

  toggleWhy() {
    const open = byId("why-panel").hidden;
    show(byId("why-panel"), open);
    byId("why").setAttribute("aria-expanded", String(open));
  }

  toggleVoice() {
    this.voice.turn(!this.voice.on);
    byId("voice").setAttribute("aria-pressed", String(this.voice.on));
    fetch("/session/voice", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ on: this.voice.on }) });
  }

  async reconnect() {
    this.misses = 0;
    this.isLost = false;
    show(byId("lost"), false);
    await this.say("time");
    if (this.misses) this.lost(true);
    else this.render();
  }

  async keepAwake() {
    try {
      if ("wakeLock" in navigator && !this.snapshot.over) this.lock = await navigator.wakeLock.request("screen");
    } catch {
      // A browser may refuse; the session goes on and the screen follows its own rules.
    }
  }
}

async function fetchJson(url) {
  const answer = await fetch(url);
  return answer.ok ? answer.json() : null;
}

const Watching = byId("watch") ? (await import("./watch.js")).Watching : null;
const [plan, film] = await Promise.all([fetchJson("/session/plan.json"), fetchJson("/session/film.json")]);
if (plan) window.unslump = new Session(plan, film);
else location.assign("/stretch");
