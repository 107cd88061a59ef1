// The tools beside the text, and saving: what is pressed is sent with the text, and the answer is put into the page, so that the editor keeps its place and its undo.
// Without this module every button opens the whole page.
import { arrived, ask as agreed } from "./dom.js";
import { Told, ask, fail, tell } from "./rule-sending.js";

const POLL = 1200;
const LONG = 3000;
const ALONE = { "X-Fragment": "1" };
const TYPED = "input:not([type=hidden]), select, textarea";

/** Texts and choices that differ from what was sent: an answer on its way must not take them back. */
function typedSince(root, sent) {
  const controls = [...root.querySelectorAll(TYPED)].filter((each) => each.id && each.name && !["checkbox", "radio"].includes(each.type));
  return controls.filter((each) => each.value !== (sent.get(each.name) ?? "")).map((each) => [each.id, each.value]);
}

/** Whether somebody chose something before this module listened. */
function chosenEarly(control) {
  if (control.type === "radio") return control.checked && !control.defaultChecked;
  const standing = [...control.options].findIndex((option) => option.defaultSelected);
  return control.selectedIndex !== Math.max(standing, 0);
}

function changedByHand(control) {
  if (control.type === "radio" || control.type === "checkbox") return control.checked !== control.defaultChecked;
  return control.tagName === "SELECT" ? chosenEarly(control) : control.value !== control.defaultValue;
}

export class Panel {
  constructor(root, draft) {
    this.root = root;
    this.draft = draft;
    this.form = draft.form;
    this.asked = 0;
    this.listen();
    const early = [...root.querySelectorAll("[data-refresh]")].find(chosenEarly);
    if (early) this.refresh(early);
    this.poll();
  }

  listen() {
    this.root.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-panel-link]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.open(link.href);
    });
    document.getElementById("main").addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      this.act(event.target, event.submitter);
    });
    this.root.addEventListener("keydown", (event) => this.enter(event));
    this.root.addEventListener("change", (event) => {
      if (event.target.matches("[data-refresh]")) this.refresh(event.target);
      if (event.target.matches("[data-values-for]")) this.propose(event.target);
    });
    window.addEventListener("beforeunload", (event) => { if (!this.draft.leaving && this.unwritten()) event.preventDefault(); });
    window.addEventListener("popstate", () => this.open(location.href, false));
  }

  /** What was filled in beside the text and has gone nowhere yet. */
  unwritten() {
    const groups = [...this.root.querySelectorAll("[data-typed]")];
    return groups.some((group) => "unwritten" in group.dataset || [...group.querySelectorAll(TYPED)].some(changedByHand));
  }

  // What was typed is kept first: a tool is about the text as it stands.
  async open(url, remember = true) {
    while (this.acting) await this.acted; // whose answer says from what the window goes on
    if (this.unwritten() && !(await agreed("右侧填写的内容还没有写入，离开后就没有了。确定离开吗？", "离开"))) return;
    const number = this.begin();
    await this.draft.keep();
    const page = await this.answer(number, ask(url, { headers: ALONE }));
    if (!page) return;
    this.put(page, "work-panel", "draft-head");
    if (remember) history.pushState({}, "", url);
    if (!this.writing()) this.root.querySelector("[data-panel-link][aria-current]")?.focus();
  }

  /** Whether somebody went on to the text meanwhile: an answer that takes the focus would send the next keys elsewhere. */
  writing() {
    return Boolean(document.activeElement?.closest(".zc-editor"));
  }

  // In a field of a tool, Enter does what the tool is for.
  enter(event) {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.defaultPrevented) return;
    event.preventDefault();
    event.target.closest("[data-tool]")?.querySelector("[data-default]")?.click();
  }

  // The values that a chosen fact can have are proposed where its new value is typed.
  propose(select) {
    const input = document.getElementById(select.dataset.valuesFor);
    const list = select.selectedOptions[0]?.dataset.values;
    if (list) input?.setAttribute("list", list);
    else input?.removeAttribute("list");
  }

  /** What depends on a choice. The text may be typed on meanwhile, and so may the rest of the form. */
  async refresh(control) {
    const url = control.closest("[data-refresh-url]")?.dataset.refreshUrl;
    if (!url || this.acting) return;
    const data = new FormData(this.form);
    data.set("do", "refresh");
    const number = this.begin();
    const page = await this.answer(number, ask(url, { method: "POST", body: data, headers: ALONE }));
    if (!page) return;
    const typed = typedSince(this.root, data);
    const focus = document.activeElement?.id;
    this.put(page, "work-panel");
    for (const [id, value] of typed) { const again = document.getElementById(id); if (again) again.value = value; }
    if (focus) document.getElementById(focus)?.focus();
  }

  /** Something that is pressed. Pressing it again while it is under way would do it twice; something else waits for its turn. */
  act(form, button) {
    if (form === this.form && this.draft.keepUrl && this.draft.tooLong()) return;
    if (this.acting) {
      if (button !== this.acting) this.next = [form, button];
      return;
    }
    this.acting = button ?? form;
    this.acted = this.carryOut(form, button);
  }

  async carryOut(form, button) {
    const number = this.begin();
    if (form !== this.form) await this.draft.keep(); // which does not take the texts along
    await this.draft.hold();
    try {
      const data = new FormData(form);
      if (button?.name) data.append(button.name, button.value);
      const url = button?.getAttribute("formaction") || form.action;
      const page = await this.answer(number, ask(url, { method: "POST", body: data, headers: ALONE }));
      if (page) this.done(page, button, "save" in (button?.dataset ?? {}));
      else this.draft.keepHere();
    } finally {
      this.acting = null;
      this.draft.resume();
    }
    const [again, pressed] = this.next ?? [];
    this.next = null;
    if (pressed?.isConnected && !this.draft.leaving) this.act(again, pressed);
  }

  done(page, button, saving) {
    const place = this.place(button);
    // a form that is half filled in stays beside what is saved
    const pieces = saving && this.unwritten() ? ["draft-head", "draft-told"] : ["draft-head", "draft-told", "work-panel"];
    this.put(page, ...pieces);
    const told = page.querySelector("[data-moved]");
    const unsound = document.querySelector("[data-text-refused]");
    if (told) {
      this.draft.moved(told);
      this.draft.goTo(told.dataset.moved, Boolean(unsound));
    }
    if (saving && told) this.draft.tell(unsound ? "没有保存，写的内容都还在。" : `已保存 ${new Date().toTimeString().slice(0, 5)}`, Boolean(unsound));
    if (page.address && pieces.includes("work-panel")) history.replaceState({}, "", page.address);
    tell(page);
    if (!unsound && !this.writing()) this.settle(button, place, saving);
  }

  /** Where a button stands among those that come again with the answer. */
  place(button) {
    return button?.matches("[data-stay]") ? [...this.root.querySelectorAll("[data-stay]")].indexOf(button) : -1;
  }

  settle(button, place, saving) {
    const conflict = document.querySelector("#draft-told [data-error-summary]");
    const refused = this.root.querySelector("[data-error-summary], [aria-invalid=true]");
    if (conflict) conflict.focus();
    else if (saving) button.focus();
    else if (refused) refused.focus();
    else if (place >= 0) ([...this.root.querySelectorAll("[data-stay]")].slice(0, place + 1).at(-1) ?? this.root).focus();
    else (this.root.querySelector("[data-focus]") ?? this.root).focus();
  }

  // ---------------------------------------------------------------- answers

  begin() {
    this.busy(true);
    return ++this.asked;
  }

  /** The pieces of an answer; null where it is none, or a later one is under way. */
  async answer(number, asked) {
    try {
      const answer = await asked;
      const html = await answer.text();
      if (number !== this.asked) return null;
      const go = answer.headers.get("X-Go");
      if (go) {
        this.draft.leaving = true;
        location.assign(go);
        return null;
      }
      const page = new DOMParser().parseFromString(html, "text/html");
      page.address = answer.redirected ? answer.url : "";
      if (page.querySelector("[data-put]")) return page;
      fail(page.querySelector("[role=alert]")?.textContent.trim().replace(/\s+/g, " ") || "没有成功，请稍后重试。");
    } catch (error) {
      if (!(error instanceof Told)) throw error;
      if (number === this.asked) fail(error.message);
    } finally {
      if (number === this.asked && !this.draft.leaving) this.busy(false);
    }
    return null;
  }

  put(page, ...names) {
    for (const each of page.querySelectorAll("noscript")) each.remove(); // which a parser without scripts takes for buttons
    for (const name of names) {
      const piece = page.querySelector(`[data-put="${name}"]`);
      const place = document.getElementById(name);
      if (!piece || !place) continue;
      place.replaceChildren(...piece.childNodes);
      arrived(place);
    }
    document.querySelector("[data-messages]")?.replaceChildren(); // what was done before stands no longer
    this.poll();
  }

  busy(is) {
    if (is) this.root.setAttribute("aria-busy", "true");
    else this.root.removeAttribute("aria-busy");
    this.root.classList.toggle("is-busy", is);
    clearTimeout(this.long);
    const told = this.root.querySelector(".zc-busy [data-long]");
    if (told) told.hidden = true;
    if (is) this.long = setTimeout(() => this.root.querySelector(".zc-busy [data-long]")?.removeAttribute("hidden"), LONG);
  }

  // ---------------------------------------------------------------- runs under way

  // A run that is under way is asked for until it is done; what was opened stays open, and whoever reads stays where he is.
  poll() {
    clearTimeout(this.waiting);
    const running = this.root.querySelector("[data-poll-url]");
    if (!running) return;
    this.waiting = setTimeout(async () => {
      const number = this.asked;
      try {
        const answer = await ask(running.dataset.pollUrl, { headers: ALONE });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (number === this.asked && running.isConnected && page.querySelector("[data-put]")) this.renew(page);
      } catch (error) {
        if (!(error instanceof Told)) throw error;
        if (this.failed !== error.message) fail(error.message); // once, not at every turn
        this.failed = error.message;
      } finally {
        this.poll();
      }
    }, POLL);
  }

  renew(page) {
    this.failed = "";
    const open = [...this.root.querySelectorAll("details[open][id]")].map((each) => each.id);
    const shut = [...this.root.querySelectorAll("details:not([open])[id]")].map((each) => each.id);
    const focus = document.activeElement?.id;
    const inside = this.root.contains(document.activeElement);
    this.put(page, "work-panel");
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    for (const id of shut) document.getElementById(id)?.removeAttribute("open");
    if (inside) (document.getElementById(focus) ?? this.root.querySelector("[data-focus]") ?? this.root).focus({ preventScroll: true });
  }
}
