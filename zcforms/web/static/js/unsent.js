// Files that have not reached the server, in this browser, by account and field: they go on after a reload, a crash, an expired login.
// Where the browser refuses to store, everything else works, and the same file can be chosen again.
const NAME = "zc-unsent";
const STORE = "files";
const DAYS = 3;

let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
  return opened;
}

async function perform(mode, act) {
  try {
    const transaction = (await database()).transaction(STORE, mode);
    const request = act(transaction.objectStore(STORE));
    return await new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } catch {
    return null; // a private window, a full disk
  }
}

/** Store {id, owner, slot, name, file}; the same id again is the same entry. */
export function keepFile(entry) {
  return perform("readwrite", (store) => store.put({ ...entry, at: Date.now() }));
}

export function dropFile(id) {
  return perform("readwrite", (store) => store.delete(id));
}

/** What waits for a field of this account, the oldest first. What nobody came back for is thrown away: an office's browser has many users. */
export async function filesOf(owner, slot, now = Date.now()) {
  const all = (await perform("readonly", (store) => store.getAll())) ?? [];
  for (const entry of all) if (!(now - entry.at < DAYS * 86400000)) await dropFile(entry.id);
  const mine = all.filter((entry) => entry.owner === owner && entry.slot === slot && now - entry.at < DAYS * 86400000);
  return mine.sort((one, other) => one.at - other.at);
}

/** Whoever signs out leaves no copies of certificates behind. */
export function forgetFiles() {
  return perform("readwrite", (store) => store.clear());
}
