// A form with data-draft-url keeps what is typed: at once in this browser, and two seconds after the last change at the server, as
// {name: [values]}. The page itself offers the server's draft (ui.draft_notice), so that it works in another browser, too. What could not be
// sent (no connection, login expired) stays in this browser, is sent when it can be, and is offered when the form is opened again.
import { csrfToken, fresh, make } from "./dom.js";
import { drop, keep, kept, sweep } from "./keeping.js";

const QUIET = 2000;
const RETRY = [5000, 15000, 30000, 60000];
const NOT_KEPT = new Set(["csrf_token", "_do", "version"]);
const WHILE = 30 * 60_000; // a reload, a crash of the phone's browser: later one is asked first
const FOCUS = "zc-focus";

function content(form) {
  const found = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !NOT_KEPT.has(name)) (found[name] ??= []).push(value);
  }
  return found;
}

// What the page came with: somebody may have typed before this script ran.
function asServed(form) {
  const copy = form.cloneNode(true);
  copy.reset();
  return content(copy);
}

function clock(at = new Date()) {
  return new Date(at).toTimeString().slice(0, 5);
}

/** Whether this page was there before: then ?draft=1 in its address was chosen long ago. */
function reloaded() {
  return performance.getEntriesByType("navigation")[0]?.type === "reload";
}

class Draft {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.draftUrl;
    this.key = `${form.dataset.draftOwner ?? ""}:${this.url}`;
    this.sent = JSON.stringify(asServed(form));
    this.leaving = false;
    this.stored = true;
    this.field = ""; // where something was typed last
    this.resume = false; // put it back at once, without asking
    this.active = false; // a file is on its way
    this.failures = 0;
    form.addEventListener("input", (event) => this.typed(event));
    form.addEventListener("change", (event) => this.typed(event));
    form.addEventListener("submit", (event) => this.submitted(event));
    form.addEventListener("zc:uploading", (event) => this.uploading(event.detail.active));
    form.addEventListener("zc:joining", (event) => this.joining(event.detail.join));
    window.addEventListener("beforeunload", (event) => { if (!this.leaving && !this.stored && this.form.isConnected && this.pending()) event.preventDefault(); });
    window.addEventListener("online", () => { if (this.form.isConnected && this.pending()) this.save(); });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && this.form.isConnected) this.save(); });
    this.offer();
    if (this.pending() && !kept(this.key)) this.typed({ target: document.activeElement }); // typed before this script ran
  }

  pending() {
    return JSON.stringify(content(this.form)) !== this.sent;
  }

  typed(event) {
    this.field = event.target.name ?? this.field;
    this.keepHere();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), QUIET);
  }

  // A file on its way goes on by itself when the page is loaded again: what was typed beside it has to be there by then, not in a question.
  uploading(active) {
    this.active = active;
    if (this.pending() || kept(this.key)) this.keepHere();
  }

  // What comes from another window is that window's draft: it is no reason to send what stands here.
  joining(join) {
    const pending = this.pending();
    join();
    if (!pending) this.sent = JSON.stringify(content(this.form));
  }

  keepHere(more = {}) {
    const text = JSON.stringify(content(this.form));
    this.stored = keep(this.key, { text, at: Date.now(), field: this.field, resume: this.resume, uploading: this.active, ...more });
  }

  // Without a connection the browser would show its own error page in place of the form.
  submitted(event) {
    if (navigator.onLine === false) {
      event.preventDefault();
      this.keepHere();
      this.tell("网络已断开，还没有保存到系统。您填写的内容已保存在本浏览器，网络恢复后会自动保存草稿，届时请再点击“保存”。", true);
      return;
    }
    this.leaving = true;
    clearTimeout(this.timer);
    this.keepHere({ submitted: true });
  }

  async save() {
    clearTimeout(this.timer);
    const text = JSON.stringify(content(this.form));
    if (this.leaving || text === this.sent) return;
    try {
      const answer = await this.send(text);
      if (answer.status === 401 || answer.status === 419) return this.expired(); // 419: the token of a login that is gone
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.sent = text;
      this.failures = 0;
      if (!this.active && kept(this.key)?.text === text) drop(this.key);
      this.tell(`已自动保存 ${clock()}`, false);
    } catch {
      this.keepHere();
      this.tell("暂时连不上系统。您填写的内容已保存在本浏览器，连上后会自动保存；请不要清除浏览器数据。", true);
      this.timer = setTimeout(() => this.save(), RETRY[Math.min(this.failures++, RETRY.length - 1)]);
    }
  }

  send(text) {
    return fetch(this.url, {
      method: "POST", body: text, keepalive: text.length < 60000, credentials: "same-origin",
      headers: { "Accept": "application/json", "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    });
  }

  // The page's own address leads to the login and back here, where the content is put in again.
  expired() {
    this.resume = true;
    this.keepHere();
    this.leaving = true; // nothing is lost by leaving
    const link = make("a", { href: window.location.href }, "重新登录后从这里继续填写");
    this.tell("登录已过期。您填写的内容已保存在本浏览器，请", true, link);
  }

  // What an earlier visit could not send. After an expired login it is put back at once, otherwise the person decides.
  offer() {
    const entry = kept(this.key);
    if (!entry) return;
    const taken = entry.submitted && document.querySelector(".alert-success");
    const chosen = new URLSearchParams(window.location.search).has("draft") && !reloaded();
    if (entry.text === this.sent || taken || chosen) {
      drop(this.key);
      return;
    }
    if (entry.resume || (entry.uploading && Date.now() - entry.at < WHILE)) {
      this.form.zcRestoring = this.restore(entry).finally(() => { this.form.zcRestoring = null; });
      return;
    }
    const yes = make("button", { type: "button", class: "btn btn-sm btn-primary" }, "恢复");
    const no = make("button", { type: "button", class: "btn btn-sm btn-outline-secondary" }, "放弃");
    const notice = make("div", { class: "zc-notice zc-notice-warning zc-draft-notice", role: "status" },
      make("span", {}, `本浏览器中有 ${clock(entry.at)} 填写、还没有保存到系统的内容。`), yes, no);
    yes.addEventListener("click", () => this.restore(entry));
    no.addEventListener("click", () => { drop(this.key); notice.remove(); });
    this.form.before(notice);
  }

  async restore(entry) {
    try {
      const answer = await this.send(entry.text);
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    } catch {
      this.tell("暂时连不上系统，内容仍保存在本浏览器，请稍后再试。", true);
      return;
    }
    drop(this.key);
    this.leaving = true;
    sessionStorage.setItem(FOCUS, entry.field ?? "");
    const drawer = this.form.closest(".zc-drawer");
    const address = new URL(drawer ? this.form.action : window.location.href); // a record's form has a page of its own
    address.searchParams.set("draft", "1");
    window.location.replace(address);
    await new Promise(() => {}); // the page goes: nobody needs to begin anything on it
  }

  tell(text, failed, link = null) {
    for (const status of this.form.querySelectorAll("[data-draft-status]")) {
      status.replaceChildren(text, ...(link ? [link] : []));
      status.classList.toggle("is-failed", failed);
    }
  }
}

// Back in the field that was left when the login expired or the connection was lost.
function returnToField(form) {
  const name = sessionStorage.getItem(FOCUS);
  if (name === null) return;
  sessionStorage.removeItem(FOCUS);
  const field = name ? form.elements.namedItem(name) : null;
  (field instanceof RadioNodeList ? field[0] : field)?.focus();
}

export function startAutosave(root) {
  for (const form of fresh(root, "form[data-draft-url]", "Draft")) {
    new Draft(form);
    returnToField(form);
  }
}

sweep();
