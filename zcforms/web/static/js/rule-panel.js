// The tools beside the text: panels come and go without the page, so that the editor keeps its place and its undo.
// Without this module every link and form opens the whole page.
import { arrived, csrfToken, toast } from "./dom.js";

const POLL = 1200;
const LONG = 3000;

/** Texts and choices of a form that differ from what was sent: an answer on its way must not take them back. */
function typedSince(form, sent) {
  const controls = [...form.elements].filter((each) => each.id && each.name && !["checkbox", "radio", "hidden"].includes(each.type) && "value" in each);
  return controls.filter((each) => each.value !== (sent.get(each.name) ?? "")).map((each) => [each.id, each.value]);
}

/** Whether somebody chose something before this module listened. */
function chosenEarly(control) {
  if (control.type === "radio") return control.checked && !control.defaultChecked;
  const standing = [...control.options].findIndex((option) => option.defaultSelected);
  return control.selectedIndex !== Math.max(standing, 0);
}

export class Panel {
  constructor(root, draft) {
    this.root = root;
    this.draft = draft;
    this.asked = 0;
    root.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-panel-link]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.open(link.href);
    });
    root.addEventListener("submit", (event) => this.submit(event));
    root.addEventListener("change", (event) => {
      if (event.target.matches("[data-refresh]") && event.target.form) this.send(event.target.form, null, "refresh");
      if (event.target.matches("[data-values-for]")) this.propose(event.target);
    });
    window.addEventListener("pageshow", (event) => { if (event.persisted) this.busy(false); });
    window.addEventListener("popstate", () => location.reload());
    const early = [...root.querySelectorAll("[data-refresh]")].find(chosenEarly);
    if (early) this.send(early.form, null, "refresh");
    this.poll();
  }

  // What was typed is kept first: a panel is about the text as it stands.
  async open(url) {
    this.busy(true);
    await this.draft.keep();
    if (await this.take(fetch(url, { headers: { "X-Fragment": "1" }, credentials: "same-origin" }))) {
      history.pushState({}, "", url);
      this.root.querySelector("[data-panel-link][aria-current]")?.focus();
    }
  }

  submit(event) {
    const form = event.target;
    if (!form.matches("[data-panel-form]") || event.submitter?.hasAttribute("data-whole")) {
      // the page goes on to another one, which may take its time; pressing again would ask twice
      if (this.gone) event.preventDefault();
      else if (!event.defaultPrevented) setTimeout(() => { if (!event.defaultPrevented) this.busy(this.gone = true); });
      return;
    }
    if (event.defaultPrevented) return; // its last keystrokes are on their way (autosave.js)
    event.preventDefault();
    this.send(form, event.submitter);
  }

  // The values that a chosen fact can have are proposed where its new value is typed.
  propose(select) {
    const input = document.getElementById(select.dataset.valuesFor);
    const list = select.selectedOptions[0]?.dataset.values;
    if (list) input?.setAttribute("list", list);
    else input?.removeAttribute("list");
  }

  async send(form, submitter, act = "") {
    const data = new FormData(form);
    if (submitter?.name) data.append(submitter.name, submitter.value);
    if (act) data.set("do", act);
    this.busy(true);
    const url = submitter?.getAttribute("formaction") || form.action;
    const options = { headers: { "X-Fragment": "1", "X-CSRFToken": csrfToken() }, credentials: "same-origin" };
    const asked = form.method === "post"
      ? fetch(url, { ...options, method: "POST", body: data })
      : fetch(`${url.split("?")[0]}?${new URLSearchParams(data)}`, options);
    if (!(await this.take(asked, act ? () => typedSince(form, data) : null))) return;
    const told = this.root.querySelector("[data-error-summary], [aria-invalid=true], [data-focus]");
    if (!act) told?.focus();
  }

  /** Show what was answered; true when it is a panel. Of several answers under way only the last one counts. `since`: what was typed meanwhile. */
  async take(asked, since = null) {
    const number = ++this.asked;
    try {
      const answer = await asked;
      if (number !== this.asked) return false;
      if (answer.redirected && !answer.url.includes("/rules/drafts/")) { location.assign(answer.url); return false; }
      const html = await answer.text();
      if (number !== this.asked) return false;
      if (answer.ok || answer.status === 422) {
        const typed = since?.() ?? [];
        const focus = since && document.activeElement?.id;
        this.root.innerHTML = html;
        for (const [id, value] of typed) { const control = document.getElementById(id); if (control) control.value = value; }
        if (focus) document.getElementById(focus)?.focus();
        // an act of this very panel moved the draft on: what is saved next stands on that
        const renewed = this.root.querySelector("[data-version]")?.dataset.version;
        if (renewed) this.draft.form.querySelector("[name=version]").value = renewed;
        document.querySelector("[data-messages]")?.replaceChildren(); // what was done before stands no longer
        arrived(this.root);
        this.poll();
        return true;
      }
      const told = new DOMParser().parseFromString(html, "text/html").querySelector("[role=alert]");
      this.fail(told?.textContent.trim().replace(/\s+/g, " ") || "没有成功，请稍后重试。");
    } catch {
      this.fail("网络没有响应，请检查网络后重试。您写的内容仍在本页。");
    } finally {
      if (number === this.asked) this.busy(false);
    }
    return false;
  }

  fail(text) {
    toast(text, "danger");
  }

  busy(is) {
    this.root.toggleAttribute("aria-busy", is);
    this.root.classList.toggle("is-busy", is);
    clearTimeout(this.long);
    if (!is) this.gone = false;
    const told = this.root.querySelector(".zc-busy [data-long]");
    if (told) told.hidden = true;
    if (is) this.long = setTimeout(() => this.root.querySelector(".zc-busy [data-long]")?.removeAttribute("hidden"), LONG);
  }

  // A run that is under way is asked for until it is done.
  poll() {
    clearTimeout(this.waiting);
    const running = this.root.querySelector("[data-poll-url]");
    if (!running) return;
    this.waiting = setTimeout(async () => {
      try {
        const answer = await fetch(running.dataset.pollUrl, { headers: { "X-Fragment": "1" }, credentials: "same-origin" });
        if (answer.ok && running.isConnected) {
          const held = document.activeElement?.id;
          this.root.innerHTML = await answer.text();
          if (held) document.getElementById(held)?.focus();
        }
      } finally {
        this.poll();
      }
    }, POLL);
  }
}
