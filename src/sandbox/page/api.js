// Talks to the sandbox's control interface and tells the person in words when something failed.

import { h, iconButton } from "./dom.js";

/** Shows a message at the bottom of the screen; it stays until it is read or 12 seconds have passed. */
export function toast(text, kind = "error") {
  // A modal dialog makes everything outside of it unreachable, so the message goes into the open one.
  const dialogs = [...document.querySelectorAll("dialog[open]")];
  const host = dialogs.at(-1) ?? document.body;
  let shelf = host.querySelector(":scope > .toasts");
  if (!shelf) {
    shelf = h("div", { class: "toasts", role: "alert" });
    host.append(shelf);
  }
  const card = h("div", { class: `toast toast-${kind}` }, h("span", {}, text));
  card.append(iconButton("close", "Dismiss this notice", () => card.remove()));
  shelf.append(card);
  while (shelf.children.length > 4) shelf.firstChild.remove();
  setTimeout(() => card.remove(), 12000);
}

async function read(response) {
  const text = await response.text();
  let body = null;
  try {
    body = text === "" ? {} : JSON.parse(text);
  } catch {
    // Not JSON: an error page or a plain sentence, shown as it is below.
  }
  if (!response.ok) {
    throw new Error(body?.error ?? (text.slice(0, 300) || `the sandbox answered with status ${response.status}`));
  }
  if (body === null) throw new Error("the sandbox answered with something that is not JSON");
  return body;
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("the sandbox does not answer; is `klantstem demo` still running?");
  }
  return read(response);
}

/** GET with query parameters; throws an `Error` in words. */
export function get(path, query) {
  return ask(`${path}?${new URLSearchParams(query)}`, { headers: { accept: "application/json" } });
}

/** POST of JSON; throws an `Error` in words, also when the answer says `ok: false` without field errors. */
export async function post(path, body) {
  const answer = await ask(path, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.ok === false && !answer.errors) throw new Error(answer.error ?? "the sandbox refused it without a reason");
  return answer;
}

/** Uploads a file that a person chose; returns `{ file }` as Slack describes files. */
export function upload(user, file) {
  return ask(`/sandbox/upload?${new URLSearchParams({ user, name: file.name })}`, {
    method: "POST", headers: { "content-type": "application/octet-stream", accept: "application/json" }, body: file,
  });
}

/** Does something for the person; a failure becomes a toast that begins with `what`. Returns the answer or null. */
export async function attempt(what, action) {
  try {
    return await action();
  } catch (error) {
    toast(`${what}: ${error.message}`);
    return null;
  }
}
