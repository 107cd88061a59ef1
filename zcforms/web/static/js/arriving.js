// A link that leads to a field or a row: the page goes there, the field has the focus and is marked; where it stands in a record's form, the
// form opens in the drawer. Without scripts the link leads to the record's own page, and the browser does the rest.
import { openDrawer } from "./records.js";

const NATURAL = "input, select, textarea, button, a[href], [tabindex]";

/** The row that the id of a record's field begins with, and the field inside the record. */
function within(id) {
  for (let end = id.lastIndexOf("."); end > 0; end = id.lastIndexOf(".", end - 1)) {
    const row = document.getElementById(id.slice(0, end));
    const link = row?.querySelector("a[data-drawer]");
    if (link) return { link, field: `f-${id.slice(end + 1)}` };
  }
  return null;
}

function focus(element) {
  if (!element.matches(NATURAL)) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  const box = element.closest("[data-field]") ?? element;
  box.scrollIntoView({ block: box.offsetHeight < window.innerHeight / 2 ? "center" : "start" });
}

function arrive() {
  const id = decodeURIComponent(window.location.hash.slice(1));
  if (!id) return;
  const element = document.getElementById(id);
  if (element) { focus(element); return; }
  const found = within(id);
  if (!found) return;
  window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search); // or a reload would open it again
  openDrawer(found.link, found.field);
}

export function startArriving(root) {
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-drawer-at]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    window.location.assign(link.dataset.drawerAt);
  });
  window.addEventListener("hashchange", arrive);
  arrive();
}
