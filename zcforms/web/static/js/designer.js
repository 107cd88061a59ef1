// The designer's page is put into place piece by piece: what is saved, moved or undone brings the page back without leaving it, the focus stays where it was, and what
// happened is read aloud. Things of the tree are dragged by a grip; 上移, 下移 and 移动 do the same from the keyboard. Without scripts every button opens the page anew.
import { HEADERS, parse } from "./answers.js";
import { arrived, ask, csrfToken, formData, fresh, make, toast } from "./dom.js";
import { standing, typedAgain } from "./meanwhile.js";

const LOST = "没有保存，请检查网络后再试；您填写的内容都还在。";
const STAYS = "这里的内容没有保存；您填写的内容都还在，可以再保存，或先复制下来。";
const LEAVE = "这里填写的内容没有保存。离开后这些内容不再保留。";
const AS_BY_THEN = ["csrf_token", "once", "origins", "seen", "version"]; // what a form says of the page, not of what was typed
const FIELDS = "input, select, textarea, [contenteditable]";
let working = Promise.resolve();
let dirty = false;
let redraws = 0;
let refused = false; // what is on screen was not taken, and nothing was typed since

const root = () => document.querySelector("[data-design]");
const later = (work) => { working = working.then(work, work); return working; };

/** Ask for a page and put it in place; whether it was taken (a refusal shows what stands against it). `fits`: whether it still fits what stands here; null where it does not. */
async function go(address, options = {}, { focus = document.activeElement?.id, push = false, fits = () => true } = {}) {
  let answer, page;
  const [at, sent, focused] = [root().dataset.at, standing(root()), document.activeElement?.id];
  try {
    answer = await fetch(address, { credentials: "same-origin", ...options, headers: { ...HEADERS, "X-CSRFToken": csrfToken() } });
    page = parse(await answer.text());
  } catch {
    toast(LOST, "danger");
    return false;
  }
  if (!page.querySelector("[data-design]")) {
    if (answer.ok || !options.body) window.location.assign(answer.url); else refuse(page);
    return answer.ok;
  }
  if (!fits()) return null;
  const [same, gone] = [page.querySelector("[data-design]").dataset.at === at, document.activeElement?.id];
  const meanwhile = same ? standing(root()) : sent;
  show(page, same && gone && gone !== focused ? gone : focus);
  if (answer.ok) dirty = false;
  if (typedAgain(sent, meanwhile).some((each) => each.closest("#design-fill"))) dirty = true;
  if (answer.ok && answer.url !== window.location.href) window.history[push ? "pushState" : "replaceState"](null, "", answer.url);
  return answer.ok;
}

function show(page, focus) {
  const top = root()?.querySelector(".zc-design-tree")?.scrollTop ?? 0;
  const open = document.querySelector(".zc-design-tree [data-fold]")?.open;
  for (const part of ["#main", "[data-messages]", ".zc-crumbs"]) {
    const [old, brought] = [document.querySelector(part), page.querySelector(part)];
    if (old && brought) old.replaceChildren(...document.importNode(brought, true).childNodes);
  }
  document.title = page.title;
  tell();
  arrived(document.getElementById("main"));
  window.htmx?.process(document.getElementById("main"));
  const fold = document.querySelector(".zc-design-tree [data-fold]");
  if (fold && open !== undefined) fold.open = open;
  const tree = root()?.querySelector(".zc-design-tree");
  if (tree) tree.scrollTop = top;
  refocus(focus);
}

/** A refusal that is a page of its own is told above the form, where everything stays; what it brings for sending the form again is taken over. */
function refuse(page) {
  for (const name of ["csrf_token", "once"]) {
    const brought = page.querySelector(`input[name="${name}"]`)?.value;
    if (brought) for (const field of root().querySelectorAll(`input[name="${name}"]`)) field.value = brought;
  }
  const token = page.querySelector('meta[name="csrf-token"]')?.content;
  if (token) document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", token);
  const said = [...page.querySelectorAll("main h1, main p:not(:has(.btn))")].map((each) => each.textContent.trim()).filter(Boolean);
  const text = `${said.join(" ")} ${STAYS}`.trim();
  const box = document.getElementById("thing");
  if (!box) { toast(text, "danger"); return; }
  box.querySelector("[data-refused]")?.remove();
  const told = make("div", { class: "alert alert-warning", role: "alert", tabindex: "-1", "data-refused": "" }, text);
  box.prepend(told);
  told.focus();
}

/** Good news is read aloud and goes by itself; the rest stays. */
function tell() {
  for (const message of document.querySelectorAll("[data-messages] .alert-success, [data-messages] .alert-info")) {
    toast(message.textContent.trim());
    message.remove();
  }
}

const PARTNERS = { "act-up": "act-down", "act-down": "act-up", "design-undo": "design-redo", "design-redo": "design-undo" };

function refocus(id) {
  const faults = document.querySelector("#main [data-error-summary]");
  if (faults) { faults.focus(); return; }
  const wanted = [id, PARTNERS[id], `tree-${root()?.dataset.at}`].map((each) => each && document.getElementById(each));
  (wanted.find((each) => each && !each.disabled) ?? document.getElementById("main")).focus({ preventScroll: Boolean(id) });
}

const filled = () => root()?.querySelector("#design-fill");

/** Save what is typed; false when it was not taken. */
async function keep(body, options, address = filled().action) {
  refused = false;
  const taken = await go(address, { method: "POST", body }, options);
  refused = !taken;
  return taken;
}

/** What was typed is saved before one goes on; false when it could not be. What was refused already is only given up by who says so. */
async function kept() {
  if (!dirty || !filled()) return true;
  if (!refused) return keep(formData(filled()));
  dirty = !(await ask(LEAVE, "不保存，离开"));
  return !dirty;
}

/** A form that waited for another to be answered says what was typed into it, and of the page what stands there by then. */
function byThen(body, form, at) {
  if (!form || (at !== root().dataset.at && !body.has("version"))) return body;
  for (const name of AS_BY_THEN) {
    const field = form.elements.namedItem(name);
    if (field && body.has(name)) body.set(name, field.value);
  }
  return body;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-design-form], #design-fill") || !root() || event.defaultPrevented) return;
  event.preventDefault();
  const [body, at, id] = [formData(form, event.submitter), root().dataset.at, event.submitter?.id];
  const focus = id || document.activeElement?.id;
  const stands = () => (form.isConnected ? form : form.matches("#design-fill") ? filled() : document.getElementById(id)?.form);
  later(async () => {
    if (form.matches("#design-fill")) { await keep(byThen(body, stands(), at), { focus }, form.action); return; }
    if (await kept()) await go(form.action, { method: "POST", body: byThen(body, stands(), at) }, { focus });
  });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(".zc-design-tree a, .zc-design-path a");
  if (!link || !root() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  later(async () => {
    if (!(await kept())) return;
    await go(link.href, {}, { focus: link.id, push: true });
    if (window.matchMedia("(max-width: 60rem)").matches) {
      const fold = document.querySelector(".zc-design-tree [data-fold]");
      if (fold) fold.open = false;
      document.getElementById("thing")?.scrollIntoView();
    }
  });
});

/** What is offered depends on what was just chosen: the form is drawn anew with everything that was filled in, and nothing is saved. Without scripts a button does it.
 * Of several changes the last one is enough; where a row came or went meanwhile, it is asked once more. */
document.addEventListener("change", (event) => {
  const names = event.target.closest("#design-fill [data-redraw]")?.dataset.redraw.split(" ") ?? [];
  if (!names.includes(event.target.closest("[data-field]")?.dataset.field)) return;
  for (const each of event.target.closest("[data-row]")?.querySelectorAll('[name$=".value"]') ?? []) forget(each);
  const [focus, at, mine] = [event.target.id, root().dataset.at, ++redraws];
  filled().setAttribute("aria-busy", "true");
  later(async () => {
    for (let drawn = null; drawn === null && mine === redraws && root()?.dataset.at === at && filled();) {
      const [rows, body] = [rowsOf(filled()), formData(filled())];
      body.set("_do", "again");
      drawn = await go(filled().action, { method: "POST", body }, { focus, fits: () => filled() && rowsOf(filled()) === rows });
      typed();
    }
    if (mine === redraws) filled()?.removeAttribute("aria-busy");
  });
});

/** A value of another field says nothing of this one. */
function forget(control) {
  if (["checkbox", "radio"].includes(control.type)) control.checked = false; else control.value = "";
}

const rowsOf = (form) => [...form.querySelectorAll("[data-row]")].map((row) => row.id).join(" ");

const typed = () => { dirty = true; refused = false; };
document.addEventListener("input", (event) => { if (event.target.closest("#design-fill")) typed(); });
document.addEventListener("click", (event) => {
  if (event.target.closest("#design-fill :is([data-row-add], [data-row-remove], [data-row-up], [data-row-down])")) typed();
});
window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
window.addEventListener("popstate", () => {
  if (!root()) return;
  const there = window.location.href;
  later(async () => {
    const here = filled()?.action;
    if (await kept()) await go(there); else if (here) window.history.pushState(null, "", here);
  });
});

document.addEventListener("keydown", (event) => {
  if (!root()) return;
  const step = { ArrowUp: "act-up", ArrowDown: "act-down" }[event.key];
  if (event.altKey && step && event.target.matches(".zc-tree a[aria-current]")) {
    event.preventDefault();
    press(step, event.target.id);
  }
  if (!(event.ctrlKey || event.metaKey) || event.target.closest(FIELDS)) return;
  const key = event.key.toLowerCase();
  const button = key === "y" || (key === "z" && event.shiftKey) ? "design-redo" : key === "z" ? "design-undo" : "";
  if (button && document.getElementById(button)) { event.preventDefault(); press(button, document.activeElement?.id); }
});

/** A button as if it were clicked, with the focus staying where it is. */
function press(id, focus) {
  const button = document.getElementById(id);
  if (!button || button.disabled) return;
  const [body, address, at] = [formData(button.form, button), button.form.action, root().dataset.at];
  later(async () => {
    if (await kept()) await go(address, { method: "POST", body: byThen(body, document.getElementById(id)?.form, at) }, { focus });
  });
}

/** Where a dragged thing was dropped. */
function dropped({ item, from, to, oldDraggableIndex, newDraggableIndex }) {
  const body = new FormData();
  for (const [name, value] of [["do", "place"], ["at", item.dataset.treeItem], ["into", to.dataset.tree], ["position", newDraggableIndex]]) body.set(name, value);
  for (const name of ["owner", "csrf_token"]) {
    const hidden = root().querySelector(`input[name="${name}"]`);
    if (hidden) body.set(name, hidden.value);
  }
  later(async () => {
    if ((await kept()) && (await go(root().dataset.actUrl, { method: "POST", body }, { focus: `tree-${item.dataset.treeItem}` }))) return;
    if (dirty) from.insertBefore(item, [...from.children].filter((each) => each !== item)[oldDraggableIndex] ?? null); // back to where it was
    else await go(window.location.href);
  });
}

async function startTree(scope) {
  const lists = fresh(scope, "[data-tree]", "Tree");
  if (!lists.length || !document.getElementById("design-undo")) return;
  const { default: Sortable } = await import("../vendor/sortable.min.js");
  for (const list of lists) {
    for (const item of list.querySelectorAll(":scope > [data-tree-item] > .zc-tree-row")) {
      item.prepend(make("span", { class: "zc-grip", "aria-hidden": "true", title: "拖动可以调整位置" }, "⠿"));
    }
    Sortable.create(list, {
      group: list.dataset.kind,
      draggable: "[data-tree-item]",
      handle: ".zc-grip",
      animation: 120,
      ghostClass: "zc-dragged",
      fallbackOnBody: true,
      swapThreshold: 0.65,
      onEnd: (event) => { if (event.from !== event.to || event.oldDraggableIndex !== event.newDraggableIndex) dropped(event); },
    });
  }
}

document.addEventListener("zc:arrived", (event) => startTree(event.target));
startTree(document);
tell();
