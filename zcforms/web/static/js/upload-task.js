// One file on its way into one field: its line with progress, and what can be done about it. All files of the page go one after the
// other, so that a bad line is not shared out; each is kept in this browser until the server has it.
import { make } from "./dom.js";
import { Ended, Sender } from "./sender.js";
import { dropFile, keepFile } from "./unsent.js";

let queue = Promise.resolve();

export function button(caption, label, act, look = "btn-link") {
  const made = make("button", { type: "button", class: `btn btn-sm ${look}`, "aria-label": label }, caption);
  made.addEventListener("click", act);
  return made;
}

function left(seconds) {
  if (!seconds) return "";
  return seconds < 90 ? `，剩余约 ${Math.max(1, Math.round(seconds))} 秒` : `，剩余约 ${Math.round(seconds / 60)} 分钟`;
}

/** One window at a time goes on with an entry; false where another one does. Where the browser has no locks, the server sorts it out. */
export function claimed(id, life) {
  if (!navigator.locks) { life(); return Promise.resolve(true); }
  return new Promise((resolve) => {
    navigator.locks.request(`zc-unsent:${id}`, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? life() : null;
    });
  });
}

export class Task {
  constructor(field, file, name, id = `${Date.now()}-${Math.random()}`) {
    Object.assign(this, { field, file, name, id });
    this.life = new Promise((resolve) => { this.release = resolve; });
    this.over = false;
    this.bar = make("progress", { max: "100", value: "0", "aria-label": `上传进度：${name}` });
    this.text = make("span", { class: "zc-sending-text" });
    this.again = button("立即重试", `立即重试 ${name}`, () => this.sender?.hurry());
    this.again.hidden = true;
    this.tools = make("span", { class: "zc-sending-tools" }, this.again, button("取消", `取消上传 ${name}`, () => this.cancel()));
    this.line = make("li", { class: "zc-sending" }, make("span", { class: "zc-sending-name" }, name), this.bar, this.text, this.tools);
    field.progress.append(this.line);
  }

  start() {
    this.line.dataset.sending = "queued";
    this.text.textContent = "等待上传";
    this.field.moved();
    if (this.field.owner) keepFile({ id: this.id, owner: this.field.owner, slot: this.field.slot, name: this.name, file: this.file });
    queue = queue.then(() => this.run());
  }

  async run() {
    if (this.over || !this.line.isConnected) return this.release();
    const { url, slot } = this.field;
    this.sender = new Sender(this.file, { url, slot, name: this.name, tell: (news) => this.tell(news) });
    try {
      const twin = this.field.twin(await this.sender.digest());
      if (twin) throw new Ended("refused", `内容与“${twin}”相同，没有重复添加。`);
      const document_ = await this.sender.send();
      if (!this.line.isConnected) return this.release(); // the drawer was closed: the next one finds the file at the server
      this.field.add(document_, this.file);
      this.end(`${document_.name} 上传完成`);
    } catch (error) {
      if (!(error instanceof Ended)) globalThis.reportError?.(error); // the others still go on
      this.failed(error instanceof Ended ? error : new Ended("failed", "上传时出现问题，请重试。"));
    }
  }

  tell({ state, share = 0, seconds = null }) {
    if (!this.line.isConnected) return this.sender.stop();
    if (state === "waiting" && this.line.dataset.sending !== state) this.field.say(`${this.name} 上传中断，恢复后自动继续`);
    this.line.dataset.sending = state;
    if (state !== "waiting") this.bar.value = Math.round(share * 100);
    this.text.textContent = {
      reading: "正在读取",
      sending: `${Math.floor(share * 100)}%${left(seconds)}`,
      checking: "正在核对内容",
      waiting: `${navigator.onLine ? "连接中断" : "网络已断开"}，已传 ${this.bar.value}%，恢复后自动继续`,
    }[state];
    const focused = document.activeElement === this.again;
    this.again.hidden = state !== "waiting";
    if (focused && this.again.hidden) this.tools.lastElementChild.focus();
  }

  cancel() {
    this.sender?.cancel();
    this.end(`已取消上传 ${this.name}`);
  }

  /** Nothing is left to do: the line goes, and the focus that was in it has somewhere to be. */
  end(words) {
    if (this.over) return;
    this.over = true;
    dropFile(this.id);
    this.release();
    this.field.gone(this.line);
    if (words) this.field.say(words);
    this.field.moved();
  }

  failed({ kind, message }) {
    if (this.over) return;
    if (kind === "cancelled") return this.release();
    if (kind === "refused") dropFile(this.id);
    if (kind === "expired" && this.field.owner) keepFile({ id: this.id, owner: this.field.owner, slot: this.field.slot, name: this.name, file: this.file });
    this.release();
    delete this.line.dataset.sending;
    this.line.dataset.failed = kind;
    this.line.classList.add("is-failed");
    const focused = this.line.contains(document.activeElement);
    const words = this.words(kind, message);
    this.line.replaceChildren(make("span", { class: "zc-sending-text" }, words), this.remedies(kind));
    if (focused) this.line.querySelector("a, button").focus();
    this.field.say(words);
    this.field.moved();
  }

  words(kind, message) {
    const named = (text) => (text.includes(this.name) ? text : `${this.name}：${text}`);
    if (kind !== "expired") return named(message);
    return named(this.field.owner ? "登录已过期。文件已保存在本浏览器，重新登录后自动继续上传。" : "登录已过期，请重新登录后再上传。");
  }

  remedies(kind) {
    const tools = make("span", { class: "zc-sending-tools" });
    if (kind === "expired") tools.append(make("a", { class: "btn btn-sm btn-primary", href: this.field.page }, "重新登录"));
    if (kind === "failed") tools.append(button("重试", `重试 ${this.name}`, () => { this.field.gone(this.line); this.field.start(this.file, this.name, this.id); }, "btn-primary"));
    tools.append(button(kind === "refused" ? "知道了" : "不上传了", `${kind === "refused" ? "知道了" : "不上传"}：${this.name}`, () => this.end("")));
    return tools;
  }
}
