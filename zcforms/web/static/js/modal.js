// A dialog that is a whole page without scripts (the pledge, feature 29) becomes a modal one: it is answered, not closed.
import { fresh } from "./dom.js";

export function startModals(root) {
  for (const dialog of fresh(root, "dialog[data-modal]", "Modal")) {
    dialog.close();
    dialog.showModal();
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.addEventListener("close", () => dialog.showModal());
  }
}
