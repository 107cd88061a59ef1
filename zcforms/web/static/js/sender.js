// Sends one file in parts, and goes on after whatever comes between: the server says how much it has. Parts grow on a good line and
// shrink on a bad one, so that little is lost when it breaks.
import { csrfToken } from "./dom.js";
import { sha256 } from "./digest.js";

const SMALLEST = 65536;
const LARGEST = 1048576;
const FIRST = 131072;
const PART_SECONDS = 3;
const STALL = 45_000;
const PAUSES = [1000, 2000, 5000, 10_000, 20_000, 30_000];
const PATIENCE = 6; // answers that something is wrong at the server, one after the other

/** How it ended otherwise than well. `kind`: refused (final), expired, failed (may be tried again), cancelled. */
export class Ended extends Error {
  constructor(kind, message = "") {
    super(message);
    this.kind = kind;
  }
}

class Interrupted extends Error {
  constructor(server) {
    super();
    this.server = server; // it answered, but not with what was asked
  }
}

export class Sender {
  /** `tell({state, share, seconds})`: reading, sending, checking, waiting; share from 0 to 1; seconds left, where known. */
  constructor(file, { url, slot, name, tell }) {
    Object.assign(this, { file, url, slot, name, tell });
    this.part = FIRST;
    this.losses = 0;
    this.stopped = false;
    this.wake = () => {};
    this.id = "";
  }

  /** SHA-256 hex of the whole file. Throws `Ended`. */
  async digest() {
    this.tell({ state: "reading", share: 0 });
    try {
      this.sum ??= await sha256(this.file);
    } catch {
      throw new Ended("refused", "无法读取这个文件，可能已被移动、改名或正在被其他程序使用，请重新选择。");
    }
    return this.sum;
  }

  /** The file's document at the server. Throws `Ended`. */
  async send() {
    await this.digest();
    let troubles = 0;
    for (let broken = 0; broken < 3;) {
      try {
        const done = await this.attempt();
        if (done) return done;
        broken += 1; // what arrived was not what was sent: once more from the beginning
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        troubles = error.server ? troubles + 1 : 0;
        if (troubles >= PATIENCE) throw new Ended("failed", "系统暂时不能接收文件，请稍后点“重试”，已上传的部分不会重传。");
        await this.pause(error.server ? troubles : this.losses);
        this.losses += 1;
      }
    }
    throw new Ended("failed", "文件内容在传输中发生变化，没有上传成功，请重试。");
  }

  /** Go on at once instead of waiting. */
  hurry() {
    this.wake();
  }

  /** Stop, and let the server forget it. */
  cancel() {
    this.stop();
    if (this.id) this.ask(`${this.url}/${this.id}/give-up`, new FormData()).catch(() => {});
  }

  /** Stop without a word: the page is left, or goes on elsewhere. */
  stop() {
    this.stopped = true;
    this.request?.abort();
    this.wake();
  }

  async attempt() {
    const form = new FormData();
    for (const [name, value] of Object.entries({ slot: this.slot, name: this.name, size: this.file.size, digest: this.sum })) form.append(name, value);
    let progress = await this.ask(this.url, form);
    this.id = progress.id;
    this.from = { at: performance.now(), bytes: progress.received };
    while (!progress.file && progress.received < progress.size) progress = await this.sendPart(progress);
    if (progress.file) return progress.file;
    this.tell({ state: "checking", share: 1 });
    return (await this.ask(`${this.url}/${progress.id}/finish`, new FormData())).file;
  }

  async sendPart({ id, received, size }) {
    this.show(received, size);
    const began = performance.now();
    const content = this.file.slice(received, Math.min(received + this.part, size));
    try {
      const progress = await this.ask(`${this.url}/${id}/parts/${received}`, content, (loaded) => this.show(received + loaded, size));
      const wanted = (content.size / (performance.now() - began)) * 1000 * PART_SECONDS;
      this.part = Math.max(SMALLEST, Math.min(LARGEST, wanted, this.part * 2) & ~4095);
      this.losses = 0;
      return progress;
    } catch (error) {
      this.part = Math.max(SMALLEST, this.part / 2);
      throw error;
    }
  }

  show(bytes, size) {
    const seconds = (performance.now() - this.from.at) / 1000;
    const rate = (bytes - this.from.bytes) / seconds;
    this.tell({ state: "sending", share: Math.min(bytes / size, 0.99), seconds: seconds > 1 && rate > 0 ? (size - bytes) / rate : null });
  }

  async pause(count = 0) {
    if (this.stopped) throw new Ended("cancelled");
    this.tell({ state: "waiting" });
    await new Promise((resolve) => {
      const wake = () => { clearTimeout(timer); window.removeEventListener("online", wake); resolve(); };
      const timer = setTimeout(wake, PAUSES[Math.min(count, PAUSES.length - 1)]);
      window.addEventListener("online", wake);
      this.wake = wake;
    });
  }

  /** One request; its JSON. Where no byte moves for a while, the line is dead although nobody said so. */
  ask(url, body, onBytes = () => {}) {
    if (this.stopped && !url.endsWith("/give-up")) return Promise.reject(new Ended("cancelled"));
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let stall = setTimeout(() => request.abort(), STALL);
      const alive = () => { clearTimeout(stall); stall = setTimeout(() => request.abort(), STALL); };
      request.open("POST", url);
      request.setRequestHeader("X-CSRFToken", csrfToken());
      request.setRequestHeader("Accept", "application/json");
      if (body instanceof Blob) request.setRequestHeader("Content-Type", "application/octet-stream");
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => { alive(); onBytes(event.loaded); });
      request.addEventListener("loadend", () => {
        clearTimeout(stall);
        try {
          resolve(this.judged(request));
        } catch (error) {
          reject(error);
        }
      });
      this.request = request;
      request.send(body);
    });
  }

  judged(request) {
    const { status, response } = request;
    if (status === 200 && response) return response;
    if (this.stopped) throw new Ended("cancelled");
    if (status === 401 || status === 419) throw new Ended("expired");
    if (status === 422 || status === 403) throw new Ended("refused", response?.message || "没有上传成功，请稍后再试。");
    throw new Interrupted(status > 0); // 0: no answer; 404, 409: forgotten meanwhile, it begins again; 5xx: later
  }
}
