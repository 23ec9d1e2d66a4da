// Watch one session: the preview and the words about it while somebody takes their place, hints while they move.

import { Eye } from "./eye.js";

const HINT_SHOWN_MS = 6000;
const HINT_READ_MS = 2500;
const byId = (id) => document.getElementById(id);

export class Watching {
  constructor(session) {
    this.session = session;
    this.words = session.plan.words.watch;
    this.wished = true;
    this.follows = false;
    this.advice = "";
    this.hintedAt = 0;
    const line = new URL("/session/watch/line", location.href);
    line.protocol = "ws:";
    this.eye = new Eye(byId("watch-video"), line, {
      answer: (said) => this.answer(said),
      changed: () => this.render(),
      trouble: (kind, sentence) => this.trouble(kind, sentence),
      unused: () => { if (this.isReady) this.turnOff(); },
    });
    byId("watch-off").addEventListener("click", () => this.turnOff());
    byId("watch-again").addEventListener("click", () => this.turnOn());
    document.addEventListener("visibilitychange", () => this.see());
    addEventListener("pagehide", () => this.eye.want(false));
  }

  // The session has changed: somebody who pauses, stops or has finished is not watched.
  see() {
    const { state, running, over } = this.session.snapshot;
    const isActive = !over && !this.session.isLost && (state === "ready" || running);
    this.eye.want(this.wished && isActive && !document.hidden);
    this.render();
  }

  answer(said) {
    this.follows = said.follows;
    this.advice = said.advice;
    if (said.help) this.isFineTold = false;
    if (said.help && !this.session.leadingIn) this.announce(said.help);  // not on the heels of "I can see you."
    if (said.hint) this.hint(said.hint);
    if (this.isPlacing && this.follows) this.found();
    else if (this.follows && this.isReady && !this.isFineTold) this.fine();
    this.render();
  }

  get isWatched() { return this.wished && !this.eye.failed; }

  get isReady() { return this.session.snapshot.state === "ready" && !this.session.leadingIn; }

  // Once after each help, not whenever a picture between two others is missed.
  fine() {
    this.isFineTold = true;
    this.session.tell(this.words.fine);
  }

  // Aloud, or to a screen reader where the page itself has no voice: never both.
  announce(sentence) {
    this.session.voice.say(sentence);
    this.session.tellCue(sentence);
  }

  // At the moment it is seen, in words and aloud.
  hint(sentence) {
    this.announce(sentence);
    byId("hint").textContent = sentence;
    byId("hint").hidden = false;
    this.hintedAt = performance.now();
    this.endHint(HINT_SHOWN_MS);
  }

  // What was said of one phase is not left standing beside the words of the next, once it could be read.
  endHint(after_ms = HINT_READ_MS) {
    clearTimeout(this.hinting);
    this.hinting = setTimeout(() => { byId("hint").hidden = true; }, this.hintedAt + after_ms - performance.now());
  }

  // The first press of Start waits until somebody can be seen; a second one, or no camera, does not.
  waits() {
    if (!this.isWatched) return this.stopPlacing();
    this.session.voice.wake();
    if (this.follows) { this.announce(this.words.found); return this.stopPlacing(); }
    if (this.isPlacing) return this.stopPlacing();
    this.isPlacing = true;
    this.announce(this.words.placing);
    this.render();
    return true;
  }

  // Nobody is waited for any more.
  stopPlacing() {
    this.isPlacing = false;
    return false;
  }

  found() {
    this.isFineTold = true;
    this.session.start();
  }

  trouble(kind, sentence) {
    this.said = sentence || this.words[kind];
    this.announce(this.said);
    if (this.isPlacing) this.session.start();
  }

  turnOff() {
    this.wished = false;
    this.said = this.words.turned_off;
    this.announce(this.said);
    if (this.isPlacing) this.session.start();
    this.see();
    byId("watch-again").focus();
  }

  turnOn() {
    this.wished = true;
    this.said = "";
    this.eye.again();
    this.see();
    byId("watch-off").focus();
  }

  get line() {
    if (!this.isWatched) return this.said;
    if (this.eye.held && this.words[this.eye.held]) return this.words[this.eye.held];
    if (!this.eye.isOn) return this.words.opening;
    if (!this.eye.ready) return this.words.loading;
    if (this.advice) return this.advice;
    if (this.follows) return this.words.fine;
    return this.isPlacing ? this.words.placing : this.words.looking;
  }

  render() {
    const { over } = this.session.snapshot;
    const held = document.activeElement;
    const isDone = this.eye.held === "enough";
    byId("watch").hidden = !this.isReady || !this.isWatched || over;
    byId("watch").toggleAttribute("data-placing", Boolean(this.isPlacing));
    byId("watch-chip").hidden = over;
    byId("watch-lamp").toggleAttribute("data-on", this.eye.isOn);
    write("watch-line", this.line);
    write("watch-state", this.chip);
    byId("watch-off").hidden = !this.isWatched || isDone;
    byId("watch-again").hidden = this.isWatched || isDone;
    write("start-word", this.isPlacing ? this.words.begin_now : this.session.plan.words.start);
    if (held?.hidden && held.closest("#watch-chip")) this.keepFocus();
  }

  // A button that went away under somebody's hands hands on to the one that is there.
  keepFocus() {
    const next = ["watch-again", "watch-off", "start", "pause"].find((id) => !byId(id).hidden);
    if (next) byId(next).focus({ preventScroll: true });
  }

  // While the picture is large it says the rest itself; without a camera the reason says that it is off.
  get chip() {
    const reason = this.line === this.words.opening ? "" : this.line;
    if (!this.eye.isOn) return (this.isReady && this.isWatched ? "" : reason) || this.words.off;
    return this.advice && !this.isReady ? `${this.words.on}. ${this.advice}` : this.words.on;
  }
}

function write(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}
