// "还可以写 12 个字": counted in code points as the server counts, so that a rare character is one.
import { fresh, make } from "./dom.js";

export function startCounts(root) {
  for (const control of fresh(root, "[data-most]:is(input, textarea)", "Counts")) {
    const most = Number(control.dataset.most);
    const note = make("p", { class: "zc-hint zc-count", "aria-live": "polite" });
    const count = () => {
      const length = [...control.value.trim()].length;
      const over = length > most;
      note.classList.toggle("is-over", over);
      note.textContent = over ? `超出 ${length - most} 个字，最多 ${most} 个字` : length > most * 0.8 ? `还可以写 ${most - length} 个字` : "";
    };
    control.closest("[data-field]")?.append(note);
    control.addEventListener("input", count);
    count();
  }
}
