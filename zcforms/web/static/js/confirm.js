// Asks before what cannot be undone: any button or link with data-confirm="...".
import { ask } from "./dom.js";

export function startConfirm(root) {
  root.addEventListener("click", async (event) => {
    const target = event.target.closest?.("[data-confirm]");
    if (!target || target.dataset.zcAgreed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await ask(target.dataset.confirm, target.dataset.confirmYes || "确定"))) return;
    target.dataset.zcAgreed = "1";
    target.click();
    delete target.dataset.zcAgreed;
  }, true);
}
