// A draft's page: editors, marks, autosave. What the server has not got stays in this browser.
import { fresh, make } from "./dom.js";
import { drop, keep, kept } from "./keeping.js";
import { editors } from "./rule-editor.js";
import { Panel } from "./rule-panel.js";
import { Told, post } from "./rule-sending.js";

const QUIET_MARKS = 500;
const QUIET_SAVE = 1500;
const PARTS = { rules: ["text", "规则"], cases: ["cases_text", "用例"] };

class Draft {
  constructor(form) {
    this.form = form;
    this.keepUrl = form.dataset.keepUrl;
    this.key = `${form.dataset.draftOwner ?? ""}:${this.keepUrl}`;
    this.areas = [...form.querySelectorAll("textarea[data-rule-editor]")];
    const words = fetch(form.dataset.vocabularyUrl, { credentials: "same-origin" }).then((answer) => answer.json())
      .catch(() => ({ names: [], keywords: [] }));
    this.editors = editors(form, words, () => this.changed());
    // as the server sent it: a browser that came back to the page has put in again what was typed
    this.sent = "unkept" in form.dataset ? "" : JSON.stringify(this.content((area) => area.defaultValue));
    this.asked = 0;
    this.held = false;
    this.tabs();
    this.listen();
    this.goTo(form.dataset.moved ?? "", false);
    if (this.keepUrl) this.offer();
    this.lint();
    if (this.unsent()) this.changed();
  }

  content(of = (area) => area.value) {
    return Object.fromEntries(this.areas.map((area) => [area.name, of(area).replace(/\r\n?/g, "\n")]));
  }

  unsent() {
    return Boolean(this.keepUrl) && JSON.stringify(this.content()) !== this.sent;
  }

  changed() {
    clearTimeout(this.later);
    clearTimeout(this.keeping);
    this.later = setTimeout(() => this.lint(), QUIET_MARKS);
    if (this.keepUrl) this.keeping = setTimeout(() => this.keep(), QUIET_SAVE);
  }

  listen() {
    window.addEventListener("beforeunload", (event) => { if (!this.leaving && this.unsent()) event.preventDefault(); });
    window.addEventListener("online", () => this.keep());
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && !this.leaving) this.keep(); });
    document.addEventListener("click", (event) => {
      const named = event.target.closest?.("[data-go-text]");
      if (named) { event.preventDefault(); this.goToText(named.dataset.goIn, named.dataset.goText); }
      const link = event.target.closest?.("[data-go-line]");
      if (link) { event.preventDefault(); this.go(link.dataset.goIn || "text", Number(link.dataset.goLine), Number(link.dataset.goColumn || 1)); }
    });
  }

  // ---------------------------------------------------------------- what the server has

  /** Nothing is on its way any more, and nothing sets out until `resume`. */
  async hold() {
    clearTimeout(this.keeping);
    await this.flying;
    this.held = true;
    this.base = JSON.stringify(this.content());
    for (const editor of Object.values(this.editors)) editor.watch();
  }

  resume() {
    this.held = false;
    if (this.unsent()) this.changed();
  }

  /** An act wrote the texts: the window goes on from them, with what was typed meanwhile on top. */
  moved(told) {
    const { version, kept: stamp, ...texts } = Object.fromEntries(new FormData(told));
    this.form.elements.version.value = version;
    this.form.elements.kept.value = stamp;
    for (const [name, editor] of Object.entries(this.editors)) editor.take(texts[name].replace(/\r\n?/g, "\n"));
    this.sent = JSON.stringify(Object.fromEntries(Object.keys(this.content()).map((name) => [name, texts[name].replace(/\r\n?/g, "\n")])));
    this.dropHere();
  }

  // The server would not take it, and the page would be gone.
  tooLong() {
    const most = Number(this.form.dataset.most);
    const long = Object.values(this.content()).some((text) => text.length > most);
    if (long) this.tell(`内容超过 ${most.toLocaleString()} 个字，不能保存。请删去一些，或拆成几个规则集；您写的仍在本页。`, true);
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
    if (!this.unsent()) return;
    this.keepHere();
    if (this.held) return;
    const { version, kept: stamp } = this.form.elements;
    try {
      const told = await post(this.keepUrl, { ...content, version: version.value, kept: stamp.value }, document.visibilityState === "hidden");
      stamp.value = told.kept;
      this.sent = JSON.stringify(content);
      this.dropHere();
      this.tell(`已自动保存 ${new Date().toTimeString().slice(0, 5)}`, false);
    } catch (error) {
      this.tell(error instanceof Told ? error.message : "没有自动保存成功，请稍后点击“保存”。您写的都在本页。", true);
    }
  }

  // ---------------------------------------------------------------- what only this browser has

  keepHere() {
    if (!this.undecided) keep(this.key, { text: JSON.stringify(this.content()), at: Date.now() });
  }

  dropHere() {
    if (!this.undecided) drop(this.key);
  }

  offer() {
    const entry = kept(this.key);
    if (!entry || entry.text === this.sent || entry.text === JSON.stringify(this.content())) return drop(this.key);
    const yes = make("button", { type: "button", class: "btn btn-sm btn-primary" }, "恢复");
    const no = make("button", { type: "button", class: "btn btn-sm btn-outline-secondary" }, "放弃");
    const at = new Date(entry.at).toTimeString().slice(0, 5);
    const notice = make("div", { class: "zc-notice zc-notice-warning zc-draft-notice", role: "status" },
      make("span", {}, `本浏览器中有 ${at} 写的、没有送到系统的文本。`), yes, no);
    const decided = () => { this.undecided = false; drop(this.key); notice.remove(); };
    yes.addEventListener("click", () => {
      decided();
      for (const [name, text] of Object.entries(JSON.parse(entry.text))) if (this.editors[name]) this.editors[name].text = text;
    });
    no.addEventListener("click", decided);
    this.undecided = true; // it is neither written over nor thrown away before
    document.getElementById("draft-told").after(notice);
  }

  tell(text, failed) {
    const status = this.form.querySelector("[data-draft-status]");
    status.textContent = text;
    status.classList.toggle("is-failed", failed);
  }

  // ---------------------------------------------------------------- marks

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
    }, `${PARTS[mark.part][1]}第 ${mark.line} 行`), `：${mark.fault}。${mark.remedy}`)));
    this.head(marks.length ? `有 ${marks.length} 处需要修改：` : "没有发现问题。", marks.length > 0);
  }

  head(text, wrong) {
    const head = this.form.querySelector("[data-marks-head]");
    if (head.textContent !== text) head.textContent = text;
    head.classList.toggle("is-wrong", wrong);
  }

  // ---------------------------------------------------------------- places in the texts

  go(name, line, column) {
    this.open(name);
    this.editors[name]?.go(line, column);
  }

  /** To a place as the server names it: "text-12". */
  goTo(place, focus) {
    const [, name, line] = /^(\w+)-(\d+)$/.exec(place) ?? [];
    if (!name) return;
    this.open(name, false);
    if (focus) this.editors[name]?.go(Number(line), 1);
    else this.editors[name]?.show(Number(line));
  }

  goToText(name, wanted) {
    const plain = (line) => line.replace(/["']/g, "");
    const line = this.editors[name]?.text.split("\n").findIndex((each) => plain(each).includes(plain(wanted))) ?? -1;
    this.go(name, line + 1, 1);
  }

  // Two texts share one place; without scripts they stand below each other.
  tabs() {
    const parts = [...this.form.querySelectorAll("[data-part]")];
    const bar = this.form.querySelector("[data-part-tabs]");
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

for (const form of fresh(document, "form[data-rule-draft]", "RuleDraft")) new Panel(document.getElementById("work-panel"), new Draft(form));
