// Small tools that the modules share: marking what was started, the CSRF token, elements, toasts.

/** Elements below root (root included) that match and that this module has not started yet. */
export function fresh(root, selector, name) {
  const found = [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  const mark = `zc${name}`;
  return found.filter((element) => {
    if (element.dataset[mark] || element.closest("template")) return false;
    element.dataset[mark] = "1";
    return true;
  });
}

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

/** An element with attributes (null leaves one out) and children. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Tell the modules that new content is on the page. */
export function arrived(element) {
  element.dispatchEvent(new CustomEvent("zc:arrived", { bubbles: true }));
}

/** Tell conditions and autosave that a script changed a form. */
export function changed(element) {
  element.dispatchEvent(new Event("input", { bubbles: true }));
  element.dispatchEvent(new Event("change", { bubbles: true }));
}

/** A message at the corner, read aloud. `action`: {caption, run}, a button that does something about it; `delay`: how long it stands, in milliseconds. */
export function toast(text, tone = "success", action = null, delay = action ? 15_000 : 5000) {
  const box = document.getElementById("zc-toasts");
  if (!box) return;
  const body = make("div", { class: "toast-body" }, text);
  const close = make("button", { type: "button", class: "btn-close btn-close-white me-2 m-auto", "data-bs-dismiss": "toast", "aria-label": "关闭" });
  if (action) {
    const button = make("button", { type: "button", class: "btn btn-sm btn-light ms-2" }, action.caption);
    button.addEventListener("click", () => { window.bootstrap.Toast.getInstance(item)?.hide(); action.run(); });
    body.append(button);
  }
  const item = make("div", { class: `toast text-bg-${tone} border-0`, role: "status" }, make("div", { class: "d-flex" }, body, close));
  box.append(item);
  item.addEventListener("hidden.bs.toast", () => item.remove());
  window.bootstrap.Toast.getOrCreateInstance(item, { delay }).show();
}

/** What a form would send, without the bytes of files; the pressed button included. */
export function formData(form, submitter) {
  const data = new FormData(form);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  return data;
}

/** Ask in the page's own dialog; resolves to true or false. */
export function ask(text, yes = "确定") {
  const dialog = document.getElementById("zc-confirm");
  if (!dialog?.showModal) return Promise.resolve(window.confirm(text));
  dialog.querySelector("#zc-confirm-text").textContent = text;
  dialog.querySelector("[data-confirm-yes]").textContent = yes;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
