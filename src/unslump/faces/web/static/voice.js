// Speak cues where the browser has a voice, and ring a soft tone where the person asked for one.
// Captions are the contract; sound only ever repeats what is on the screen.

export class Voice {
  constructor({ on, rate, chimes, language }) {
    this.on = on;
    this.rate = rate;
    this.chimes = chimes;
    this.language = language;
    this.ready = null;
    this.awake = false;
    if ("speechSynthesis" in window) {
      this.pick();
      speechSynthesis.addEventListener?.("voiceschanged", () => this.pick());
    }
  }

  pick() {
    const voices = speechSynthesis.getVoices().filter((voice) => voice.lang.startsWith(this.language));
    this.chosen = voices.find((voice) => voice.localService) || null;  // a remote voice would send the words away
    if (this.chosen && this.ready) { this.ready(); this.ready = null; }
  }

  get speaks() { return Boolean(this.on && this.awake && this.chosen); }

  whenReady(callback) {
    if (this.chosen) callback(); else this.ready = callback;
  }

  // Browsers allow sound after a click; the start button is that click.
  wake() {
    this.awake = true;
    if (!this.audio && "AudioContext" in window) this.audio = new AudioContext();
    this.audio?.resume();
  }

  say(text, { loud = false } = {}) {
    if (loud) this.tone(880, 0.5);
    if (!this.awake || !this.chosen || !(this.on || loud)) return;
    if (speechSynthesis.speaking && !loud) { this.next = text; return; }  // a sentence is not cut off
    speechSynthesis.cancel();
    const words = new SpeechSynthesisUtterance(text);
    words.voice = this.chosen;
    words.rate = this.rate;
    words.volume = loud ? 1 : 0.9;
    words.onend = () => { const next = this.next; this.next = null; if (next) this.say(next); };
    speechSynthesis.speak(words);
  }

  hush() {
    this.next = null;
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }

  turn(on) {
    this.on = on;
    if (!on) this.hush();
  }

  chime() {
    if (this.chimes) this.tone(440, 0.06);
  }

  tone(frequency, volume) {
    if (!this.audio || this.audio.state !== "running") return;
    const now = this.audio.currentTime;
    const gain = this.audio.createGain();
    const oscillator = this.audio.createOscillator();
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0, now);
    gain.gain.linearRampToValueAtTime(volume, now + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.0001, now + 0.9);
    oscillator.connect(gain).connect(this.audio.destination);
    oscillator.start(now);
    oscillator.stop(now + 1);
  }
}
