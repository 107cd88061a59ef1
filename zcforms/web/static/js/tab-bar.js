// A tab bar that is wider than the screen begins where the present tab is, with its neighbours on both sides as far as there are any.
// Only the bar itself scrolls: the page stays where it is.
import { fresh } from "./dom.js";

export function startTabBars(root) {
  for (const bar of fresh(root, "[data-tab-bar]", "TabBar")) begin(bar);
  const around = root.closest?.("[data-tab-bar]"); // the number of problems came, and made its tab wider
  if (around) begin(around);
}

function begin(bar) {
  const current = bar.querySelector("[aria-current]");
  if (!current) return;
  const [tab, frame] = [current.getBoundingClientRect(), bar.getBoundingClientRect()];
  bar.scrollLeft += tab.left - frame.left - (frame.width - tab.width) / 2;
}
