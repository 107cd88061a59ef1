// What came back from the server: a page, of which a table takes the place of the one on screen, and what it has to tell.
import { arrived, toast } from "./dom.js";

export const HEADERS = { "X-Requested-With": "fetch", Accept: "text/html" };

export function parse(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

function renew(old, fresh) {
  const shown = document.importNode(fresh, true);
  old.replaceWith(shown);
  arrived(shown);
}

/** Put the answer's table in place of the page's; false when either has none. */
export function replaceTable(page, id) {
  const selector = `[data-records="${CSS.escape(id)}"]`;
  const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
  if (!id || !old || !fresh) return false;
  renew(old, fresh);
  for (const part of [".zc-side-nav", "[data-missing]"]) { // what is filled in by now
    const [before, now] = [document.querySelector(part), page.querySelector(part)];
    if (before && now) renew(before, now);
  }
  return true;
}

export function tellMessages(page) {
  const messages = [...page.querySelectorAll("[data-messages] .alert")];
  if (!messages.length) toast("已保存");
  for (const message of messages) {
    const tone = ["danger", "warning"].find((each) => message.classList.contains(`alert-${each}`)) ?? "success";
    toast(message.textContent.trim(), tone);
  }
}
