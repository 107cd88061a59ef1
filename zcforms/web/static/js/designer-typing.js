// What is typed into the form of one thing is looked at before it is saved: the problems there, and the page as the applicant would see it. Nothing is kept by it.
import { HEADERS, parse } from "./answers.js";
import { csrfToken, formData } from "./dom.js";

const PAUSE = 500; // milliseconds without a key
const NOT_SENT = ["csrf_token", "once"]; // the form is not used up by being looked at
let waiting, asked;

const form = () => document.querySelector("[data-design] #design-fill");

/** The answer to what the form says now; null where a newer question was asked, or nobody answers. */
async function answerOf(address, signal) {
  const body = formData(form());
  for (const name of NOT_SENT) body.delete(name);
  try {
    const answer = await fetch(address, { method: "POST", body, signal, credentials: "same-origin", headers: { ...HEADERS, "X-CSRFToken": csrfToken() } });
    return answer.ok ? parse(await answer.text()) : null;
  } catch {
    return null;
  }
}

/** Put what came in place of what stands there, in whichever document that is. */
function put(old, brought) {
  if (old && brought) old.replaceChildren(...old.ownerDocument.importNode(brought, true).childNodes);
}

async function problems(signal) {
  const box = document.querySelector("#node-problems[data-typed]");
  const page = box && (await answerOf(box.dataset.typed, signal));
  if (!page || !box.isConnected) return;
  put(document.getElementById("problem-count"), page.getElementById("problem-count"));
  page.getElementById("problem-count")?.remove();
  put(box, page.body);
  window.htmx?.process(box);
}

async function preview(signal) {
  const box = document.querySelector(".zc-design-preview[data-typed]");
  const page = box && (await answerOf(box.dataset.typed, signal));
  if (!page) return;
  for (const frame of box.querySelectorAll("iframe")) {
    const main = frame.contentDocument?.getElementById("main");
    put(main, page.getElementById("main"));
    if (main) main.dispatchEvent(new frame.contentWindow.CustomEvent("zc:arrived", { bubbles: true }));
  }
}

function look() {
  asked?.abort();
  if (!form()) return;
  asked = new AbortController();
  problems(asked.signal);
  preview(asked.signal);
}

function typed(event) {
  if (!event.target.closest?.("#design-fill")) return;
  window.clearTimeout(waiting);
  waiting = window.setTimeout(look, PAUSE);
}

for (const each of ["input", "change"]) document.addEventListener(each, typed);
// what has just been saved is drawn by the page itself
document.addEventListener("submit", () => { window.clearTimeout(waiting); asked?.abort(); }, { capture: true });

// The width that somebody looks at stays when the page is put into place anew.
let width = "preview-phone";
document.addEventListener("change", (event) => {
  if (event.target.name !== "preview-width") return;
  width = event.target.id;
  window.dispatchEvent(new Event("resize"));
});
document.addEventListener("zc:arrived", () => {
  const radio = document.getElementById(width);
  if (radio && !radio.checked) { radio.checked = true; window.dispatchEvent(new Event("resize")); }
});
