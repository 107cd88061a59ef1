// A form with data-draft-url keeps what is typed: at once in this browser, and two seconds after the last change at the server, field by field, so
// that two windows do not overwrite each other. The page itself offers the server's draft (ui.drafted), in any browser. What could not be sent (no
// connection, login expired) stays in this browser, is sent when it can be, and then is part of the same draft. Before a form leaves the page its last
// keystrokes are sent: where nobody answers, it stays.
import { csrfToken, fresh, make, toast } from "./dom.js";
import { drop, keep, kept, keysOf, sweep } from "./keeping.js";
import { asServed, captionOf, origins, same, units } from "./units.js";

const QUIET = 2000;
const PATIENCE = 20_000;
const NOTICED = 800; // an answer that takes longer is waited for in words
const RETRY = [5000, 15_000, 30_000, 60_000];
const MOST_PARTING = 60_000; // bytes that a browser still sends for a page that goes away
const WHILE = 30 * 60_000; // a reload, a crash of the phone's browser while a file was on its way: later one is asked first
const FOCUS = "zc-focus";
const LOST = "暂时连不上系统，还没有保存到系统。您填写的内容已保存在本浏览器，连上后会自动保存草稿；请不要清除浏览器数据。";
const LOST_SUBMIT = "网络已断开，还没有保存到系统。您填写的内容已保存在本浏览器，网络恢复后会自动保存草稿，届时请再点击一次。";
const OTHER_ACCOUNT = "现在登录的是另一个账号，没有保存。您填写的内容已保存在本浏览器：请用原来的账号重新登录，再打开本页继续。";

function clock(at = new Date()) {
  return new Date(at).toTimeString().slice(0, 5);
}

// The answer to a form was perhaps never seen.
function cameBack() {
  return ["back_forward", "reload"].includes(performance.getEntriesByType("navigation")[0]?.type);
}

class Draft {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.draftUrl;
    this.by = form.elements.once?.value ?? "";
    this.owner = form.elements.owner?.value ?? "";
    this.place = `${this.owner}:${this.url.split("?")[0]}:`;
    this.key = this.place + this.by;
    this.was = origins(form);
    this.served = asServed(form, this.was);
    this.sent = {}; // field -> what the server has of this window
    this.flying = Promise.resolve();
    this.stored = true;
    this.leaving = false;
    this.field = ""; // where something was typed last
    this.active = false; // a file is on its way
    this.failures = 0;
    this.listen();
    this.form.zcRestoring = this.bringIn().finally(() => { this.form.zcRestoring = null; });
    if (this.pending()) this.typed({ target: document.activeElement }); // typed before this script ran
  }

  listen() {
    const there = () => this.form.isConnected && !this.leaving && this.pending();
    this.form.addEventListener("input", (event) => this.typed(event));
    this.form.addEventListener("change", (event) => this.typed(event));
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.form.addEventListener("zc:uploading", (event) => this.uploading(event.detail.active));
    this.form.addEventListener("zc:joining", (event) => this.joining(event.detail.join));
    window.addEventListener("beforeunload", (event) => { if (there() && !this.stored) event.preventDefault(); });
    window.addEventListener("online", () => { if (there()) this.save(); });
    window.addEventListener("focus", () => { if (there() && this.resume) this.save(); }); // logged in again elsewhere, perhaps
    document.addEventListener("visibilitychange", () => { if (there() && document.visibilityState === "hidden") this.save(); });
  }

  /** What this window has typed: {field: {values, was}}; null for a field that it has changed back. */
  mine() {
    const now = units(this.form, this.was);
    const found = {};
    for (const field of new Set([...Object.keys(this.served), ...Object.keys(now)])) {
      if (!same(now[field], this.served[field])) found[field] = { values: now[field] ?? {}, was: this.was[field] ?? "" };
      else if (field in this.sent) found[field] = null;
    }
    return found;
  }

  /** The part of it that the server has not got. */
  news() {
    return Object.fromEntries(Object.entries(this.mine()).filter(([field, typed]) => JSON.stringify(typed) !== this.sent[field]));
  }

  pending() {
    return Object.keys(this.news()).length > 0;
  }

  typed(event) {
    this.field = event.target?.name || this.field;
    this.leaving = false;
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
    const mine = this.news();
    join();
    for (const [field, typed] of Object.entries(this.news())) if (!(field in mine)) this.sent[field] = JSON.stringify(typed);
  }

  keepHere(more = {}) {
    const fields = Object.fromEntries(Object.entries(this.mine()).filter(([, typed]) => typed));
    this.stored = keep(this.key, { fields, by: this.by, at: Date.now(), field: this.field, resume: this.resume, uploading: this.active, ...more });
  }

  /** Send what is new, after what is still on its way; how that went. `always`: ask the server even if nothing is. */
  save(always = false) {
    clearTimeout(this.timer);
    this.flying = this.flying.then(() => this.sendNews(always));
    return this.flying;
  }

  async sendNews(always) {
    const fields = this.news();
    if (this.leaving || !this.form.isConnected || (!always && !Object.keys(fields).length)) return "kept";
    try {
      const answer = await this.post({ fields, by: this.by });
      const told = await answer.json().catch(() => ({}));
      if (answer.status === 401 || answer.status === 419) return this.signedOut(); // 419: the token of a login that is gone
      if (told.reason === "account") return this.notMine();
      if (answer.status === 413 || answer.status === 422) return this.refused(told.message);
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.arrived(fields, told.shared ?? []);
      return "kept";
    } catch {
      this.keepHere();
      this.tell(LOST, true);
      this.timer = setTimeout(() => this.save(), RETRY[Math.min(this.failures++, RETRY.length - 1)]);
      return "lost";
    }
  }

  post(content) {
    const body = JSON.stringify({ owner: this.owner, ...content });
    return fetch(this.url, {
      method: "POST", body, keepalive: body.length < MOST_PARTING, credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE),
      headers: { "Accept": "application/json", "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    });
  }

  arrived(fields, shared) {
    for (const [field, typed] of Object.entries(fields)) this.sent[field] = JSON.stringify(typed);
    this.failures = 0;
    this.resume = false;
    if (!this.active && !this.pending()) drop(this.key);
    const names = shared.map((field) => captionOf(this.form, field)).filter(Boolean);
    const both = shared.length ? `${names.length ? `“${names.join("”“")}”` : "有的内容"}在其他窗口或设备上也在填写，两边的都已保留。` : "";
    if (Object.keys(fields).length || this.failed) this.tell(`已自动保存 ${clock()}${both && `；${both}`}`, false);
  }

  refused(message) {
    this.keepHere();
    this.tell(message || "没有自动保存成功，内容仍在本页。", true);
    return "refused";
  }

  // The page's own address leads to the login and back here, where the content is put in again.
  signedOut() {
    this.resume = true;
    this.keepHere();
    this.tell("登录已过期，还没有保存。您填写的内容已保存在本浏览器，请", true, make("a", { href: this.page }, "重新登录后从这里继续填写"));
    clearTimeout(this.timer);
    return "signed out";
  }

  notMine() {
    this.keepHere();
    this.tell(OTHER_ACCOUNT, true);
    clearTimeout(this.timer);
    return "not mine";
  }

  /** The form's own page: a record's form has one beside the drawer. */
  get page() {
    return this.form.closest(".zc-drawer") ? this.form.action : window.location.href;
  }

  // Without a connection, or without a login, the browser would show a page in place of the form.
  async submit(event) {
    if (event.defaultPrevented) return;
    if (this.passing) {
      this.passing = false;
      this.leaving = true; // the answer says how it went
      return;
    }
    event.preventDefault();
    if (this.asking) return;
    const { submitter } = event;
    this.asking = true;
    this.keepHere({ submitted: true });
    const noticed = setTimeout(() => this.tell("正在保存，请稍候……", false), NOTICED);
    const went = navigator.onLine === false ? "lost" : await this.save(true);
    clearTimeout(noticed);
    this.asking = false;
    if (went === "lost") this.tell(LOST_SUBMIT, true);
    if ((went !== "kept" && went !== "refused") || !this.form.isConnected) return;
    this.passing = true;
    this.keepHere({ submitted: true });
    this.form.requestSubmit(submitter?.isConnected && submitter.form === this.form ? submitter : null);
  }

  // What other windows and earlier visits of this browser could not send becomes part of the draft. After an expired login it is put back at once.
  async bringIn() {
    const offers = this.notice();
    if (!offers) return; // an answer: the form shows what was typed
    let [newest, back] = [0, null];
    for (const key of keysOf(this.place)) {
      const entry = kept(key);
      if (key === this.key || !entry) continue;
      const fields = Object.fromEntries(Object.entries(entry.fields ?? {}).filter(([field, typed]) => !same(typed.values, this.served[field])));
      const told = Object.keys(fields).length ? await this.handOver(fields, entry) : { done: true };
      if (!told) return;
      drop(key);
      if (told.done && cameBack() && Object.keys(fields).length) toast("刚才提交的内容已经保存。");
      if (told.done) continue;
      newest = Math.max(newest, entry.at);
      if (entry.resume || (entry.uploading && Date.now() - entry.at < WHILE)) back = entry;
    }
    if (back) await this.putBack(back, offers);
    else if (newest && offers instanceof HTMLTemplateElement) this.offer(newest, offers);
  }

  async handOver(fields, entry) {
    try {
      const answer = await this.post({ fields, by: entry.by, submitted: entry.submitted });
      return answer.ok && !answer.redirected ? await answer.json() : null;
    } catch {
      return null; // it stays here until the next visit
    }
  }

  /** Where the page offers the draft: its notice, or the pattern of one. */
  notice() {
    const address = `${this.url.split("?")[0]}/forget`;
    return document.querySelector(`[data-notice-for="${CSS.escape(address)}"]`);
  }

  offer(at, pattern) {
    const notice = pattern.content.firstElementChild.cloneNode(true);
    notice.querySelector("[data-notice-time]").textContent = clock(at);
    pattern.replaceWith(notice);
  }

  async putBack(entry, offers) {
    const notice = offers instanceof HTMLTemplateElement ? offers.content : offers;
    this.leaving = true;
    sessionStorage.setItem(FOCUS, entry.field ?? "");
    window.location.replace(notice.querySelector("[data-draft-restore]").href);
    await new Promise(() => {}); // the page goes: nobody needs to begin anything on it
  }

  tell(text, failed, link = null) {
    this.failed = failed;
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
