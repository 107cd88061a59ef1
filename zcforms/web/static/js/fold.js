// What is folded on a phone stands open at a desk (macros/ui.html: fold). Styles do this too where the browser can; this
// also tells assistive technology, and follows a window that changes its width.
import { fresh } from "./dom.js";

const DESK = window.matchMedia("(min-width: 768px)");

export function startFolds(root) {
  for (const fold of fresh(root, "details[data-fold]", "Fold")) {
    const follow = () => { fold.open = DESK.matches; };
    follow();
    DESK.addEventListener("change", follow);
  }
}
