// A draft's page: editors, marks, autosave, and forms beside the text that take along what stands in it.
import { csrfToken, fresh, make } from "./dom.js";
import { editors } from "./rule-editor.js";
import { Panel } from "./rule-panel.js";

const QUIET_MARKS = 500;
const QUIET_SAVE = 1500;
const MOST_PARTING = 60_000; // bytes that a browser still sends for a page that goes away (Fetch standard: 64 KiB for all together)
const PARTS = { rules: ["text", "规则"], cases: ["cases_text", "用例"] };

class Told extends Error {}

async function post(url, content, parting = false) {
  const body = new Blob([JSON.stringify(content)]);
  const answer = await fetch(url, {
    method: "POST", body, credentials: "same-origin", keepalive: parting && body.size < MOST_PARTING,
    headers: { "Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": csrfToken() },
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok || answer.redirected) throw new Told(told.message ?? "");
  return told;
}

class Draft {
  constructor(form) {
    this.form = form;
    const words = fetch(form.dataset.vocabularyUrl, { credentials: "same-origin" }).then((answer) => answer.json())
      .catch(() => ({ names: [], keywords: [] }));
    this.editors = editors(form, words, () => this.changed());
    this.sent = "unkept" in form.dataset ? "" : JSON.stringify(this.content());
    this.asked = 0;
    this.tabs();
    this.listen();
    const line = /^#line-(\d+)$/.exec(location.hash);
    if (line) this.editors.text?.show(Number(line[1]));
    if (form.dataset.lintUrl) this.lint();
    if (!this.sent) this.changed();
  }

  content() {
    return Object.fromEntries([...this.form.querySelectorAll("textarea[data-rule-editor]")].map((area) => [area.name, area.value]));
  }

  changed() {
    clearTimeout(this.later);
    clearTimeout(this.keeping);
    if (this.form.dataset.lintUrl) this.later = setTimeout(() => this.lint(), QUIET_MARKS);
    if (this.form.dataset.keepUrl) this.keeping = setTimeout(() => this.keep(), QUIET_SAVE);
  }

  listen() {
    document.addEventListener("formdata", (event) => this.accompany(event));
    document.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("beforeunload", (event) => {
      if (this.form.dataset.keepUrl && !this.leaving && JSON.stringify(this.content()) !== this.sent) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && !this.leaving) this.keep(); });
    document.addEventListener("click", (event) => {
      const named = event.target.closest?.("[data-go-text]");
      if (named) { event.preventDefault(); this.goTo(named.dataset.goIn, named.dataset.goText); }
      const link = event.target.closest?.("[data-go-line]");
      if (link) { event.preventDefault(); this.go(link.dataset.goIn || "text", Number(link.dataset.goLine), Number(link.dataset.goColumn || 1)); }
    });
  }

  // What a form beside the text does, it does to the text as it stands.
  accompany(event) {
    if (!event.target.matches?.("[data-with-draft]")) return;
    const { version, ...rest } = { ...this.content(), ...this.stand() };
    for (const [name, value] of Object.entries(rest)) event.formData.set(name, value);
    if (!event.formData.has("version")) event.formData.set("version", version);
  }

  // What this window has seen of the draft, so that it does not write over what another one did.
  stand() {
    return { version: this.form.elements.version.value, kept: this.form.elements.kept.value };
  }

  // An autosave on its way is waited for: it moves the draft on.
  submit(event) {
    const form = event.target;
    if (event.defaultPrevented || (form !== this.form && !form.matches("[data-with-draft]"))) return;
    if (this.tooLong()) { event.preventDefault(); return; }
    clearTimeout(this.keeping);
    this.leaving = true;
    if (!this.flying) return;
    event.preventDefault();
    this.flying.then(() => { this.flying = null; form.requestSubmit(event.submitter); });
  }

  // The server would not take it, and the page would be gone.
  tooLong() {
    const long = Object.values(this.content()).some((text) => text.length > Number(this.form.dataset.most));
    if (long) this.tell(`内容超过 ${Number(this.form.dataset.most).toLocaleString()} 个字，不能保存。请删去一些，或拆成几个规则集；您写的仍在本页。`, true);
    return long;
  }

  async keep() {
    clearTimeout(this.keeping);
    await this.flying;
    this.flying = this.keepNow();
    await this.flying;
    this.flying = null;
  }

  async keepNow() {
    const content = this.content();
    const text = JSON.stringify(content);
    if (!this.form.dataset.keepUrl || text === this.sent) return;
    try {
      const told = await post(this.form.dataset.keepUrl, { ...content, ...this.stand() }, document.visibilityState === "hidden");
      this.form.elements.kept.value = told.kept;
      this.sent = text;
      this.tell(`已自动保存 ${new Date().toTimeString().slice(0, 5)}`, false);
    } catch (error) {
      this.tell((error instanceof Told && error.message) || "没有自动保存成功，请检查网络后点击“保存”。您写的内容仍在本页。", true);
    }
  }

  tell(text, failed) {
    const status = this.form.querySelector("[data-draft-status]");
    status.textContent = text;
    status.classList.toggle("is-failed", failed);
  }

  async lint() {
    const number = ++this.asked;
    try {
      const told = await post(this.form.dataset.lintUrl, this.content());
      if (number === this.asked) this.show(told.marks);
    } catch {
      if (number === this.asked) this.head("暂时无法检查，请稍后再试；不影响继续编写。", true);
    }
  }

  show(marks) {
    for (const [name, editor] of Object.entries(this.editors)) editor.mark(marks.filter((mark) => PARTS[mark.part][0] === name));
    const list = this.form.querySelector("[data-marks]");
    list.replaceChildren(...marks.slice(0, 50).map((mark) => make("li", {}, make("button", {
      type: "button", class: "btn btn-link zc-mark-link", "data-go-line": mark.line, "data-go-column": mark.column, "data-go-in": PARTS[mark.part][0],
    }, `${PARTS[mark.part][1]}第 ${mark.line} 行`), ` ${mark.fault}。${mark.remedy}`)));
    this.head(marks.length ? `有 ${marks.length} 处需要修改：` : "没有发现问题。", marks.length > 0);
  }

  head(text, wrong) {
    const head = this.form.querySelector("[data-marks-head]");
    if (head.textContent !== text) head.textContent = text;
    head.classList.toggle("is-wrong", wrong);
  }

  go(name, line, column) {
    this.open(name);
    this.editors[name]?.go(line, column);
  }

  goTo(name, wanted) {
    const plain = (line) => line.replace(/["']/g, "");
    const line = this.editors[name]?.text.split("\n").findIndex((each) => plain(each).includes(plain(wanted))) ?? -1;
    this.go(name, line + 1, 1);
  }

  // Two texts share one place; without scripts they stand below each other.
  tabs() {
    const parts = [...this.form.querySelectorAll("[data-part]")];
    const bar = this.form.querySelector("[data-part-tabs]");
    if (!bar || parts.length < 2) return;
    bar.hidden = false;
    bar.replaceChildren(...parts.map((part) => {
      const button = make("button", { type: "button", role: "tab", id: `tab-${part.dataset.part}`, "aria-controls": part.id, class: "zc-part-tab" }, part.dataset.caption);
      button.addEventListener("click", () => this.open(part.dataset.part));
      return button;
    }));
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const buttons = [...bar.children];
      if (step) buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].click();
    });
    for (const part of parts) { part.setAttribute("role", "tabpanel"); part.setAttribute("aria-labelledby", `tab-${part.dataset.part}`); }
    this.open(location.hash === "#cases" ? parts[1].dataset.part : parts[0].dataset.part, false);
  }

  open(name, focus = true) {
    for (const part of this.form.querySelectorAll("[data-part]")) {
      const here = part.dataset.part === name;
      part.hidden = !here;
      const tab = document.getElementById(`tab-${part.dataset.part}`);
      tab?.setAttribute("aria-selected", String(here));
      tab?.setAttribute("tabindex", here ? "0" : "-1");
      if (here && focus) tab?.focus();
    }
  }
}

for (const form of fresh(document, "form[data-rule-draft]", "RuleDraft")) {
  const draft = new Draft(form);
  const panel = document.getElementById("work-panel");
  if (panel) new Panel(panel, draft);
}
