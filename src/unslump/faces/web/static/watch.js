// Watch one session: the preview and the words about it while somebody takes their place, hints while they move.

import { Eye } from "./eye.js";

const HINT_SHOWN_MS = 6000;
const byId = (id) => document.getElementById(id);

export class Watching {
  constructor(session) {
    this.session = session;
    this.words = session.plan.words.watch;
    this.wished = true;
    this.follows = false;
    this.advice = "";
    const line = new URL("/session/watch/line", location.href);
    line.protocol = "ws:";
    this.eye = new Eye(byId("watch-video"), line, {
      answer: (said) => this.answer(said),
      changed: () => this.render(),
      trouble: (kind, sentence) => this.trouble(kind, sentence),
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
    const came = said.follows && !this.follows;
    this.follows = said.follows;
    this.advice = said.advice;
    if (came && this.session.snapshot.state === "ready") this.session.tell(this.words.fine);
    if (said.say) this.speak(said.say, said.hint);
    if (this.isPlacing && this.follows) this.found();
    this.render();
  }

  // At the moment it is seen, in words and aloud.
  speak(sentence, isHint) {
    this.session.voice.say(sentence);
    this.session.tellCue(sentence);
    if (!isHint) return;
    byId("hint").textContent = sentence;
    byId("hint").hidden = false;
    clearTimeout(this.hinted);
    this.hinted = setTimeout(() => { byId("hint").hidden = true; }, HINT_SHOWN_MS);
  }

  // The first press of Start waits until somebody can be seen; a second one, or no camera, does not.
  waits() {
    if (this.isPlacing || !this.wished || this.eye.failed || this.follows) return false;
    this.isPlacing = true;
    this.session.voice.wake();
    this.session.voice.say(this.words.placing);
    this.session.tellCue(this.words.placing);
    this.render();
    return true;
  }

  found() {
    this.isPlacing = false;
    this.session.voice.say(this.words.found);
    this.session.start();
  }

  trouble(kind, sentence) {
    this.said = sentence || this.words[kind];
    this.session.tell(this.said);
    this.session.voice.say(this.said);
    if (this.isPlacing) { this.isPlacing = false; this.session.start(); }
  }

  turnOff() {
    this.wished = false;
    this.said = this.words.turned_off;
    this.session.tell(this.said);
    if (this.isPlacing) { this.isPlacing = false; this.session.start(); }
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
    if (!this.wished || this.eye.failed) return this.said;
    if (this.eye.held && this.words[this.eye.held]) return this.words[this.eye.held];
    if (!this.eye.isOn) return this.words.opening;
    if (!this.eye.ready) return this.words.loading;
    if (this.advice) return this.advice;
    if (this.follows) return this.words.fine;
    return this.isPlacing ? this.words.placing : this.words.looking;
  }

  render() {
    const { state, over } = this.session.snapshot;
    const isReady = state === "ready";
    byId("watch").hidden = !(isReady && !this.session.leadingIn) || over;
    byId("watch-chip").hidden = over;
    byId("watch-lamp").toggleAttribute("data-on", this.eye.isOn);
    const isDone = this.eye.held === "enough";
    write("watch-line", this.line);
    write("watch-state", this.chip(isReady));
    byId("watch-off").hidden = !this.wished || this.eye.failed || isDone;
    byId("watch-again").hidden = (this.wished && !this.eye.failed) || isDone;
    write("start-word", this.isPlacing ? this.words.begin_now : this.session.plan.words.start);
  }

  chip(isReady) {
    const lamp = this.eye.isOn ? this.words.on : this.words.off;
    const told = isReady ? "" : !this.eye.isOn ? this.line : this.advice;
    return told && told !== this.words.opening ? `${lamp}. ${told}` : lamp;
  }
}

function write(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}
