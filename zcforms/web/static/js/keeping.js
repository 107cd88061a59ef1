// What was typed and has not reached the server, in this browser, by account, form and window. Where the browser refuses to store, everything
// else goes on: the page then asks before it is left.
const PREFIX = "zc-kept:";
const DAYS = 7;

/** Store an entry ({fields, at, ...}); false where the browser does not. */
export function keep(key, entry) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(entry));
    return true;
  } catch {
    return false;
  }
}

export function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

/** Keys that begin so: every window of one form. */
export function keysOf(start) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX + start)).map((name) => name.slice(PREFIX.length));
  } catch {
    return [];
  }
}

export function drop(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    return;
  }
}

/** Throw away what nobody came back for: an office's browser has many users. */
export function sweep(now = Date.now()) {
  for (const key of keysOf("")) {
    if (!(now - (kept(key)?.at ?? 0) < DAYS * 86400000)) drop(key);
  }
}
