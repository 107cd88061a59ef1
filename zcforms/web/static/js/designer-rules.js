// The rules of a plan that is being designed: what a form offers follows what was chosen, and the text has its editor. Without scripts there are 更新选项 and a textarea.
import { HEADERS, parse } from "./answers.js";
import { arrived, csrfToken, formData, toast } from "./dom.js";
import { standing, typedAgain } from "./meanwhile.js";

let asked = 0;

async function refresh(form) {
  const [body, sent, mine] = [formData(form), standing(form), ++asked];
  body.set("do", "refresh");
  let page;
  try {
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", headers: { ...HEADERS, "X-CSRFToken": csrfToken() } });
    page = parse(await answer.text());
  } catch {
    toast("选项没有更新，请检查网络后再试；您填写的内容都还在。", "danger");
    return;
  }
  const brought = page.querySelector("[data-rule-form]");
  if (!brought) { window.location.reload(); return; }
  if (mine !== asked) return; // a later choice has asked again
  const [meanwhile, focus] = [standing(form), document.activeElement?.id];
  form.replaceChildren(...document.importNode(brought, true).childNodes);
  typedAgain(sent, meanwhile);
  arrived(form);
  document.getElementById(focus)?.focus();
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-rule-form]");
  if (form && event.target.matches("[data-refresh]")) refresh(form);
});

const text = document.querySelector("[data-rules-text]");
if (text) {
  const { editors } = await import("./rule-editor.js");
  editors(text, Promise.resolve({ names: [], keywords: [] }), () => {});
}
