// 意见模板 put into the field without a new page: behind what was typed, never instead of it. Without scripts the button sends the form, which does the same.
import { changed, fresh } from "./dom.js";

export function startOpinions(root) {
  for (const choice of fresh(root, "[data-template-choice]", "Opinion")) {
    const select = choice.querySelector("select");
    const area = document.getElementById(choice.dataset.templateChoice);
    choice.querySelector("button").addEventListener("click", (event) => {
      event.preventDefault();
      const text = select.selectedOptions[0]?.dataset.text;
      if (!text) {
        select.focus();
        return;
      }
      const typed = area.value.trimEnd();
      area.value = typed ? `${typed}\n${text}` : text;
      select.value = "";
      changed(area);
      area.focus();
    });
  }
}
