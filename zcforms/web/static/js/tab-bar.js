// A tab bar that is wider than the screen begins where the present tab is, with its neighbours on both sides as far as there are any.
// Only the bar itself scrolls: the page stays where it is.
// The number of problems comes later, and moves what stands behind it.
import { fresh } from "./dom.js";

function centre(bar) {
  const current = bar.querySelector("[aria-current]");
  if (!current) return;
  const [tab, frame] = [current.getBoundingClientRect(), bar.getBoundingClientRect()];
  bar.scrollLeft += tab.left - frame.left - (frame.width - tab.width) / 2;
}

export function startTabBars(root) {
  for (const bar of fresh(root, "[data-tab-bar]", "TabBar")) {
    centre(bar);
    for (const each of ["htmx:afterSwap", "htmx:oobAfterSwap"]) bar.addEventListener(each, () => centre(bar), { once: true });
  }
}
