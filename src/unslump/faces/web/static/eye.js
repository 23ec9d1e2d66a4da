// Show the camera's pictures to Python, one message each, and hand on what it says to them. A picture is drawn once,
// sent, and forgotten; at most two are on the way, so that an answer is about now.

const LONG_SIDE_PX = 720;
const QUALITY = 0.85;
const MOST_BYTES = 240 * 1024;
const MOST_UNDERWAY = 2;
const STUCK_MS = 3000;  // a picture that nobody answers does not hold up the next ones for ever
const UNUSED_MS = 5 * 60 * 1000;  // a page that was left open does not look into the room for ever
const WISH = { audio: false, video: { width: { ideal: 960 }, height: { ideal: 720 }, frameRate: { ideal: 30 } } };
const TROUBLES = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "no_camera", OverconstrainedError: "no_camera" };

export class Eye {
  // `on` holds what is called: answer(said), changed(), trouble(kind or "", sentence or ""), and unused() once the
  // camera has been on for minutes.
  constructor(video, url, on) {
    this.video = video;
    this.url = url;
    this.on = on;
    this.canvas = document.createElement("canvas");
    this.wanted = false;
    this.held = "";      // why Python keeps it off
    this.failed = false;
    this.underway = 0;
    this.last_s = 0;
  }

  get isOn() { return Boolean(this.stream); }

  // Whether the page wants to be watched now. Turning it off takes effect before this returns.
  want(yes) {
    this.wanted = yes;
    this.settle();
  }

  // For good: the camera goes, and the line with it.
  leave() {
    this.want(false);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  again() {
    this.failed = false;
    this.settle();
  }

  settle() {
    const shall = this.wanted && !this.held && !this.failed;
    if (!shall) { this.letGo(); return; }
    if (!this.socket) this.connect();
    if (!this.stream && !this.opening) this.open();
  }

  connect() {
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.ready = false;
    socket.onmessage = (event) => this.hear(JSON.parse(event.data));
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.ready = false;
      if (this.wanted && !this.failed && !this.held) this.fail("gone", "");
    };
  }

  hear(said) {
    if (said.ready) { this.ready = true; this.on.changed(); return; }
    if ("off" in said) {
      this.underway = 0;
      if (said.problem) { this.fail("", said.problem); return; }
      this.held = said.off;
      this.settle();
      this.on.changed();
      return;
    }
    this.underway = Math.max(0, this.underway - 1);
    if (said.problem) this.fail("", said.problem);
    else this.on.answer(said);
  }

  async open() {
    this.opening = true;
    try {
      if (!navigator.mediaDevices) throw new DOMException("", "NotFoundError");
      const stream = await navigator.mediaDevices.getUserMedia(WISH);
      this.opening = false;
      if (!this.wanted || this.held || this.failed) { stop(stream); return; }  // it was turned off meanwhile
      this.take(stream);
    } catch (error) {
      this.opening = false;
      this.fail(TROUBLES[error.name] || "busy", "");
    }
  }

  async take(stream) {
    this.stream = stream;
    this.unused = setTimeout(() => this.on.unused(), UNUSED_MS);
    for (const track of stream.getTracks()) track.addEventListener("ended", () => { if (this.stream === stream) this.fail("lost", ""); });
    this.video.srcObject = stream;
    this.video.dataset.on = "yes";
    await this.video.play().catch(() => {});
    this.next();
    this.on.changed();
  }

  letGo() {
    if (!this.stream) return;
    stop(this.stream);
    clearTimeout(this.unused);
    this.stream = null;
    this.video.srcObject = null;
    delete this.video.dataset.on;
    this.canvas.width = this.canvas.width;  // nothing of a picture stays
    this.underway = 0;
    this.on.changed();
  }

  fail(kind, sentence) {
    if (this.failed) return;
    this.failed = true;
    this.letGo();
    if (this.socket) { const socket = this.socket; this.socket = null; socket.close(); }
    this.on.trouble(kind, sentence);
    this.on.changed();
  }

  next() {
    if (!this.stream) return;
    if (this.video.requestVideoFrameCallback) this.video.requestVideoFrameCallback((now, about) => this.picture((about.captureTime || now) / 1000));
    else setTimeout(() => this.picture(performance.now() / 1000), 40);
  }

  picture(t_s) {
    this.next();
    if (!this.stream || !this.ready || !this.video.videoWidth || t_s <= this.last_s) return;
    const isBusy = this.encoding || this.underway >= MOST_UNDERWAY;
    if (isBusy && performance.now() - this.begun_ms < STUCK_MS) return;
    if (isBusy) this.underway = 0;
    this.begun_ms = performance.now();
    this.last_s = t_s;
    const scale = Math.min(1, LONG_SIDE_PX / Math.max(this.video.videoWidth, this.video.videoHeight));
    const [wide, high] = [Math.round(this.video.videoWidth * scale), Math.round(this.video.videoHeight * scale)];
    if (this.canvas.width !== wide || this.canvas.height !== high) { this.canvas.width = wide; this.canvas.height = high; }
    this.canvas.getContext("2d", { alpha: false }).drawImage(this.video, 0, 0, wide, high);
    this.encoding = true;
    this.canvas.toBlob((blob) => { this.encoding = false; this.send(t_s, blob); }, "image/jpeg", QUALITY);
  }

  send(t_s, blob) {
    if (!blob || blob.size > MOST_BYTES || !this.stream || this.socket?.readyState !== WebSocket.OPEN) return;
    const head = new DataView(new ArrayBuffer(8));
    head.setFloat64(0, t_s, true);
    this.underway += 1;
    this.socket.send(new Blob([head, blob]));
  }
}

function stop(stream) {
  for (const track of stream.getTracks()) track.stop();
}
