// A table with data-check-all="caption": one box over the column ticks all of the page's, or none.
import { fresh, make } from "./dom.js";

export function startCheckAll(root) {
  for (const table of fresh(root, "table[data-check-all]", "CheckAll")) {
    const boxes = [...table.querySelectorAll("tbody input[type=checkbox]")];
    if (boxes.length < 2) continue;
    const all = make("input", { type: "checkbox", class: "form-check-input", "aria-label": table.dataset.checkAll });
    const label = make("label", { class: "zc-check-all" }, all, ` ${table.dataset.checkAll}`);
    const settle = () => {
      const ticked = boxes.filter((each) => each.checked).length;
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && !all.checked;
    };
    all.addEventListener("change", () => boxes.forEach((each) => { each.checked = all.checked; }));
    table.addEventListener("change", (event) => { if (event.target !== all) settle(); });
    table.closest(".zc-scroll").before(label);
    settle();
  }
}
