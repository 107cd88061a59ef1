// What the workbench asks of the server: a login that has ended and a connection that is lost are told in one sentence each, and never stand in the page.
import { csrfToken, toast } from "./dom.js";

const EXPIRED = "登录已过期，请在新窗口重新登录；您写的都在本页。";
const SILENT = "网络没有响应，请检查网络后重试。您写的都在本页。";
const READ = 10_000;

/** What can be told to the person as it is. */
export class Told extends Error {}

/** Whoever signed in again in another window has another token, which a page of the server hands out. */
async function renew() {
  const { tokenUrl } = document.querySelector("[data-token-url]").dataset;
  const answer = await fetch(tokenUrl, { credentials: "same-origin" });
  const page = signedOut(answer) ? null : new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page?.querySelector('meta[name="csrf-token"]')?.content;
  if (!token) throw new Told(EXPIRED);
  document.querySelector('meta[name="csrf-token"]').content = token;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
}

function signedOut(answer) {
  return answer.status === 401 || (answer.redirected && !new URL(answer.url).pathname.startsWith("/rules"));
}

/** The server's answer. `options`: as fetch takes them; a form's data gets the present token. Raises `Told`. */
export async function ask(url, options = {}) {
  const send = () => {
    if (options.body instanceof FormData) options.body.set("csrf_token", csrfToken());
    return fetch(url, { ...options, credentials: "same-origin", headers: { ...options.headers, "X-CSRFToken": csrfToken() } });
  };
  try {
    let answer = await send();
    if (answer.status === 419) {
      await renew();
      answer = await send();
    }
    if (answer.status === 419 || signedOut(answer)) throw new Told(EXPIRED);
    return answer;
  } catch (error) {
    throw error instanceof Told ? error : new Told(SILENT);
  }
}

/** JSON sent and answered. `parting`: for a page that goes away. */
export async function post(url, content, parting = false) {
  const body = new Blob([JSON.stringify(content)]);
  const keepalive = parting && body.size < 60_000; // bytes that a browser still sends then (Fetch standard: 64 KiB for all together)
  const answer = await ask(url, { method: "POST", body, keepalive, headers: { "Content-Type": "application/json", "Accept": "application/json" } });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Told(told.message || SILENT);
  return told;
}

/** A failure, with the way out where there is one. */
export function fail(text) {
  const again = { caption: "重新登录", run: () => window.open(document.querySelector("[data-token-url]").dataset.tokenUrl, "_blank", "noopener") };
  toast(text, "danger", text === EXPIRED ? again : null, READ);
}

/** What an answer has to say. */
export function tell(page) {
  for (const each of page.querySelectorAll("[data-message]")) toast(each.textContent, each.dataset.message === "success" ? "success" : "primary", null, READ);
}
