// Asks before what cannot be undone: any button or link with data-confirm="...". What is missing is said first: by the browser where the form lets
// it, and by the server where a field of data-confirm-needs="name name" is empty; then the form goes as it is and comes back with the messages.
import { ask } from "./dom.js";

export function startConfirm(root) {
  root.addEventListener("click", async (event) => {
    const target = event.target.closest?.("[data-confirm]");
    if (!target || target.dataset.zcAgreed) return;
    const wanting = lacks(target);
    if (wanting === "server") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (wanting === "browser") {
      target.form.reportValidity();
      return;
    }
    if (!(await ask(target.dataset.confirm, target.dataset.confirmYes || "确定"))) return;
    target.dataset.zcAgreed = "1";
    target.click();
    delete target.dataset.zcAgreed;
  }, true);
}

/** Who tells what is missing before anything is asked: "browser", "server", or "" where nothing is. */
function lacks(target) {
  const form = target.form;
  if (!form) return "";
  if (!form.noValidate && !target.formNoValidate && !form.checkValidity()) return "browser";
  const data = new FormData(form);
  const needs = (target.dataset.confirmNeeds ?? "").split(" ").filter(Boolean);
  return needs.every((name) => data.getAll(name).some((value) => typeof value !== "string" || value.trim())) ? "" : "server";
}
