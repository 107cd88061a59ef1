// A record opens in a drawer at the right (feature 36): its own page is fetched, and what it marks with
// data-drawer-content is shown. Without scripts the links lead to that page. After saving, the table on the page is
// replaced by the one of the answer.
import { HEADERS, parse, replaceTable, tellMessages } from "./answers.js";
import { arrived, ask, csrfToken, formData, toast } from "./dom.js";
import { tellPlace } from "./ordering.js";

class Drawer {
  constructor(element) {
    this.element = element;
    this.title = element.querySelector(".offcanvas-title");
    this.body = element.querySelector(".offcanvas-body");
    this.panel = window.bootstrap.Offcanvas.getOrCreateInstance(element, { keyboard: false });
    this.opener = null;
    this.first = null;
    this.before = "";
    element.addEventListener("submit", (event) => this.submit(event));
    element.addEventListener("click", (event) => {
      if (event.target.closest("[data-drawer-close]")) { event.preventDefault(); this.leave(); }
      const turned = event.target.closest(".zc-pager a, [data-draft-restore]");
      if (turned) { event.preventDefault(); this.turn(turned.href); }
    });
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault(); // or the same key press would close the question that leave() asks
      this.leave();
    });
    element.addEventListener("shown.bs.offcanvas", () => this.first?.focus()); // Bootstrap gives the focus to the panel when it has slid in
    element.addEventListener("hidden.bs.offcanvas", () => { this.body.replaceChildren(); this.back()?.focus(); this.gone(); });
    this.closed = Promise.resolve();
    this.gone = () => {};
  }

  back() {
    if (this.opener?.isConnected) return this.opener;
    return document.querySelector(`[data-records="${this.home}"] [data-drawer]`) ?? document.getElementById("main");
  }

  async open(link, field = "") {
    await this.closed; // a drawer that is still sliding away would take the new content with it
    this.opener = link;
    this.home = link.closest("[data-records]")?.dataset.records ?? "";
    const answer = await fetch(link.href, { headers: HEADERS, credentials: "same-origin" });
    const page = parse(await answer.text());
    const content = page.querySelector("[data-drawer-content]");
    if (!content) { window.location.assign(link.href); return; }
    this.url = answer.url;
    this.show(content, field);
    this.panel.show();
  }

  /** `field`: the id, on the record's own page, of what is to have the focus. */
  show(content, field = "") {
    this.title.textContent = content.dataset.drawerTitle ?? "";
    const shown = document.importNode(content, true);
    for (const form of shown.querySelectorAll("form:not([action])")) form.setAttribute("action", this.url);
    ownIds(shown);
    this.body.replaceChildren(shown);
    arrived(shown);
    this.before = this.state();
    this.body.scrollTop = 0;
    const sought = field ? this.body.querySelector(`#${CSS.escape(`drawer-${field}`)}`) : null;
    sought?.closest("[data-field]")?.classList.add("is-sought");
    const first = this.first = sought ?? shown.querySelector("[data-error-summary]") ?? shown.querySelector("input:not([type=hidden]):not([tabindex='-1']), select:not([hidden]), textarea");
    window.setTimeout(() => { first?.focus(); sought?.scrollIntoView({ block: "center" }); }, 0);
  }

  // Of the form that is filled in: a notice about its draft, and a search above it, are forms too.
  state() {
    const form = this.body.querySelector("form[data-form]");
    return form ? JSON.stringify([...new FormData(form)].filter(([, value]) => typeof value === "string")) : "";
  }

  async leave() {
    if (this.body.querySelector("[data-sending]")) {
      if (!(await ask("还有文件正在上传，确定关闭吗？再次打开时会接着上传。", "关闭"))) return;
    } else if (this.state() !== this.before && !(await ask("修改的内容还没有保存，确定关闭吗？", "不保存并关闭"))) return;
    this.hide();
  }

  hide() {
    this.closed = new Promise((resolve) => { this.gone = resolve; });
    this.panel.hide();
  }

  /** Another page of the list in the drawer, or what a search in it found. */
  async turn(url) {
    const answer = await fetch(url, { headers: HEADERS, credentials: "same-origin" });
    const content = parse(await answer.text()).querySelector("[data-drawer-content]");
    if (!content) { window.location.assign(url); return; }
    this.url = answer.url;
    this.show(content);
  }

  async submit(event) {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const form = event.target;
    if (form.method === "get") return this.turn(`${form.action.split("?")[0]}?${new URLSearchParams(new FormData(form))}`);
    const buttons = form.querySelectorAll("button");
    const data = formData(form, event.submitter);
    buttons.forEach((button) => { button.disabled = true; });
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { ...HEADERS, "X-CSRFToken": csrfToken() }, credentials: "same-origin" });
      const page = parse(await answer.text());
      const content = page.querySelector("[data-drawer-content]");
      if (answer.redirected && !content) return this.done(page, answer.url);
      if (!content) throw new Error(String(answer.status));
      const filled = this.before;
      this.show(content);
      this.before = filled;
    } catch {
      toast("没有保存成功，请检查网络后再试。您填写的内容仍在。", "danger");
    } finally {
      buttons.forEach((button) => { button.disabled = false; });
    }
  }

  done(page, url) {
    this.before = this.state();
    if (!replaceTable(page, this.home)) { window.location.assign(url); return; }
    this.hide();
    tellMessages(page);
  }
}

/** The page below may have fields of the same names: what the drawer shows gets ids of its own. */
function ownIds(root) {
  for (const element of [root, ...root.querySelectorAll("*")]) {
    for (const name of ["id", "for", "aria-describedby", "aria-labelledby"]) {
      const value = element.getAttribute?.(name);
      if (value) element.setAttribute(name, value.split(" ").map((id) => `drawer-${id}`).join(" "));
    }
    const link = element.getAttribute?.("href");
    if (link?.startsWith("#")) element.setAttribute("href", `#drawer-${link.slice(1)}`);
    if (element.tagName === "TEMPLATE") ownIds(element.content);
  }
}

/** Moving and deleting in the table without a full reload; whatever goes wrong is left to the browser. */
async function move(form, submitter) {
  const id = form.closest("[data-records]").dataset.records;
  const again = submitter?.getAttribute("value");
  const answer = await fetch(form.action, { method: "POST", body: formData(form, submitter), headers: { ...HEADERS, "X-CSRFToken": csrfToken() }, credentials: "same-origin" });
  const page = parse(await answer.text());
  if (!replaceTable(page, id)) { window.location.reload(); return; }
  if (page.querySelector("[data-messages] .alert")) tellMessages(page);
  const [verb, position] = (again ?? "").split(":");
  const place = Number(position) + (STEPS[verb] ?? 0);
  const table = document.querySelector(`[data-records="${CSS.escape(id)}"]`);
  const button = table.querySelector(`button[value="${verb}:${place}"]:not(:disabled)`) ?? table.querySelector("[data-drawer]");
  button?.focus();
  if (verb in STEPS) tellPlace(table, Number(position), place);
}

const STEPS = { up: -1, down: 1 };

let drawer = null;

/** Open a record's form, with the focus in one of its fields; where there is no drawer, its own page. */
export function openDrawer(link, field = "") {
  const leave = () => window.location.assign(field ? `${link.href.split("#")[0]}#${field}` : link.href);
  if (drawer) drawer.open(link, field).catch(leave);
  else leave();
}

export function startRecords(root) {
  const element = document.getElementById("zc-drawer");
  if (!element || !window.bootstrap) return;
  drawer = new Drawer(element);
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-drawer]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openDrawer(link);
  });
  root.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.target.matches("[data-records-form]")) return;
    event.preventDefault();
    move(event.target, event.submitter).catch(() => window.location.reload());
  });
}
