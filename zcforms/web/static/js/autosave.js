// A form with data-draft-url sends what stands in it, two seconds after the last change, as {name: [values]}. The page
// itself offers the draft when one comes back (ui.draft_notice), so that it works in another browser, too.
import { csrfToken, fresh } from "./dom.js";

const QUIET = 2000;
const NOT_KEPT = new Set(["csrf_token", "_do"]);

function content(form) {
  const kept = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !NOT_KEPT.has(name)) (kept[name] ??= []).push(value);
  }
  return kept;
}

class Draft {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.draftUrl;
    this.sent = JSON.stringify(content(form));
    this.leaving = false;
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    form.addEventListener("submit", () => { this.leaving = true; clearTimeout(this.timer); });
    window.addEventListener("beforeunload", (event) => { if (!this.leaving && this.form.isConnected && this.pending()) event.preventDefault(); });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && this.form.isConnected) this.save(); });
  }

  pending() {
    return JSON.stringify(content(this.form)) !== this.sent;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), QUIET);
  }

  async save() {
    clearTimeout(this.timer);
    const text = JSON.stringify(content(this.form));
    if (this.leaving || text === this.sent) return;
    try {
      const answer = await fetch(this.url, {
        method: "POST", body: text, keepalive: text.length < 60000, credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.sent = text;
      this.tell(`已自动保存 ${new Date().toTimeString().slice(0, 5)}`, false);
    } catch {
      this.tell("没有自动保存成功，请检查网络后点击“保存”。您填写的内容仍在本页。", true);
    }
  }

  tell(text, failed) {
    for (const status of this.form.querySelectorAll("[data-draft-status]")) {
      status.textContent = text;
      status.classList.toggle("is-failed", failed);
    }
  }
}

export function startAutosave(root) {
  for (const form of fresh(root, "form[data-draft-url]", "Draft")) new Draft(form);
}
