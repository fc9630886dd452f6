// The list of messages of a conversation, and of a thread.

import { attempt, post } from "./api.js";
import { drawBlocks, picture } from "./blocks.js";
import { showMenu } from "./choices.js";
import { h, icon, iconButton, keepFocus, link, put } from "./dom.js";
import { FormState } from "./form.js";
import { makeContext } from "./modal.js";
import { mrkdwn } from "./mrkdwn.js";
import { openReactionPicker, reactionRow } from "./reactions.js";
import { store, userHandle } from "./store.js";
import { clockTime, dayTitle, isoDate, longTime } from "./time.js";

const forms = new Map();
const dismissed = new Set();

/** Forgets typed values and dismissed notes, for when another user takes over. */
export function forgetMessages() {
  forms.clear();
  dismissed.clear();
}

export function authorName(message) {
  return message.username || userHandle(message.user);
}

/** A square with initials, its colour chosen by the id. */
export function avatar(id, name, bot = false) {
  let sum = 0;
  for (const sign of String(id)) sum = (sum * 31 + sign.codePointAt(0)) % 9973;
  const words = String(name).replace(/[^\p{L}\p{N} ]/gu, " ").trim().split(/\s+/);
  const initials = ((words[0]?.[0] ?? "?") + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
  return h("span", { class: `avatar shade-${sum % 8}${bot ? " avatar-bot" : ""}`, "aria-hidden": "true" }, initials);
}

/** Keeps the files of messages for `slack_file` blocks. */
export function rememberFiles(messages) {
  for (const message of messages) for (const file of message.files ?? []) store.files.set(file.id, file);
}

function files(message) {
  const shownInBlocks = JSON.stringify(message.blocks ?? []);
  return (message.files ?? [])
    .filter((file) => !shownInBlocks.includes(`"${file.id}"`))
    .map((file) =>
      file.mimetype?.startsWith("image/")
        ? h("figure", { class: "image-block" }, file.title ? h("figcaption", {}, file.title) : null, picture(file.url, file.alt || file.title))
        : h("div", { class: "file-box" }, icon("file"), link(file.url, file.title || file.id)));
}

// What a person typed comes as one run of unparsed rich text beside `text`; `text` is the one that has the mentions and styles.
function isTyped(message) {
  if (message.is_bot || message.blocks?.length !== 1 || message.blocks[0].type !== "rich_text") return false;
  const pieces = (message.blocks[0].elements ?? []).flatMap((part) => part.elements ?? []);
  return pieces.length === 1 && pieces[0].text === message.text;
}

function content(message, channel) {
  if (!message.blocks?.length || isTyped(message)) return h("div", { class: "text" }, mrkdwn(message.text ?? ""));
  const key = `${channel}/${message.ts}`;
  if (!forms.has(key)) forms.set(key, new FormState());
  const context = makeContext({ key, form: forms.get(key), container: { channel, ts: message.ts }, values: true, channel });
  return h("div", { class: "blocks" }, drawBlocks(message.blocks, context));
}

function openMore(anchor, message, channel, options) {
  const shortcuts = (store.state?.shortcuts ?? []).filter((shortcut) => shortcut.type.startsWith("message"));
  const entries = shortcuts.map((shortcut) => ({
    label: shortcut.name,
    note: store.state?.bot?.name,
    choose: () => attempt("The shortcut failed", () => post("/sandbox/shortcut", { user: store.user, callback_id: shortcut.callback_id, channel, ts: message.ts })),
  }));
  if (options.openThread) entries.unshift({ label: "Reply in thread", choose: () => options.openThread(message.thread_ts ?? message.ts) });
  entries.push({ label: "Copy text", choose: () => attempt("The text could not be copied", () => navigator.clipboard.writeText(message.text ?? "")) });
  showMenu(anchor, "Actions on this message", entries);
}

function tools(message, channel, options) {
  if (message.ephemeral) return null;
  const key = `${options.where}/${message.ts}/tool`;
  const hidden = { tabindex: "-1" };
  return h("div", { class: "tools", role: "group", "aria-label": "Message actions" },
    iconButton("react", "Add a reaction", (event) => openReactionPicker(event.currentTarget, channel, message), { ...hidden, "aria-haspopup": "dialog", "aria-expanded": "false", data: { key: `${key}-react` } }),
    options.openThread ? iconButton("thread", "Reply in thread", () => options.openThread(message.thread_ts ?? message.ts), { ...hidden, data: { key: `${key}-thread` } }) : null,
    iconButton("more", "More actions on this message", (event) => openMore(event.currentTarget, message, channel, options), { ...hidden, "aria-haspopup": "menu", "aria-expanded": "false", data: { key: `${key}-more` } }));
}

function threadLink(message, options) {
  if (!message.reply_count || !options.openThread) return null;
  const text = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  return h("button", { type: "button", class: "thread-link", data: { key: `${message.ts}/thread` }, on: { click: () => options.openThread(message.ts) } }, icon("thread"), text);
}

function draw(message, channel, joined, options) {
  const name = authorName(message);
  const bot = message.is_bot === true;
  const at = Number(message.ts);
  const stamp = h("time", { class: "stamp", title: longTime(at), datetime: new Date(at * 1000).toISOString() }, clockTime(at));
  const dismiss = () => {
    dismissed.add(message.ts);
    options.again();
  };
  return h("li",
    { class: `message${joined ? " joined" : ""}${message.ephemeral ? " ephemeral" : ""}`, tabindex: "-1", data: { ts: message.ts, key: `${options.where}/${message.ts}` }, "aria-label": `${name}, ${clockTime(at)}` },
    h("div", { class: "gutter" }, joined ? stamp : avatar(message.username || message.user, name, bot)),
    h("div", { class: "message-body" },
      message.ephemeral ? h("div", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
      joined ? null : h("div", { class: "message-head" }, h("strong", { class: "author" }, name), bot ? h("span", { class: "badge" }, "App") : null, stamp),
      content(message, channel),
      message.edited ? h("span", { class: "edited" }, "(edited)") : null,
      files(message),
      reactionRow(channel, message),
      threadLink(message, options),
      message.ephemeral ? h("button", { type: "button", class: "link-button", on: { click: dismiss } }, "Dismiss message") : null),
    tools(message, channel, options));
}

// One Tab stop for the whole list: arrow keys go from message to message, Tab goes into the one that is current.
function makeCurrent(list, item) {
  for (const other of list.querySelectorAll(".message.current")) {
    other.classList.remove("current");
    other.tabIndex = -1;
    for (const button of other.querySelectorAll(".tools button")) button.tabIndex = -1;
  }
  item.classList.add("current");
  item.tabIndex = 0;
  for (const button of item.querySelectorAll(".tools button")) button.tabIndex = 0;
}

/**
 * Keeps a `<ul>` in line with messages: what did not change stays the same node, so focus and open fields survive.
 * `openThread(ts)` is absent inside a thread.
 */
export class MessageList {
  constructor({ where, openThread, scroller }) {
    this.node = h("ul", { class: "messages" });
    this.options = { where, openThread, again: () => this.show(this.shown) };
    this.scroller = scroller;
    this.nodes = new Map();
    this.shown = { messages: [], channel: null, newSince: null };
    this.node.addEventListener("focusin", (event) => {
      const item = event.target.closest(".message");
      if (item && !item.classList.contains("current")) makeCurrent(this.node, item);
    });
    this.node.addEventListener("keydown", (event) => {
      const item = event.target;
      if (!item.classList?.contains("message")) return;
      const all = [...this.node.querySelectorAll(".message")];
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      const next = event.key === "Home" ? all[0] : event.key === "End" ? all.at(-1) : step ? all[all.indexOf(item) + step] : null;
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    });
  }

  /** Draws everything anew the next time, because names or the acting user changed. */
  forget() {
    this.nodes.clear();
  }

  nearEnd() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < 120;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** `{ messages, channel, newSince? }`, oldest first; `newSince` draws the line above what is new. */
  show(next) {
    const stick = this.shown.channel !== next.channel || this.nearEnd();
    if (this.shown.channel !== next.channel) this.forget();
    this.shown = next;
    rememberFiles(next.messages);
    const wanted = [];
    const kept = new Map();
    let before = null;
    let lined = next.newSince === null || next.newSince === undefined;
    for (const message of next.messages) {
      if (dismissed.has(message.ts)) continue;
      const at = Number(message.ts);
      const sameDay = before && isoDate(Number(before.ts)) === isoDate(at);
      if (!sameDay) wanted.push(["day", isoDate(at), () => h("li", { class: "day" }, h("span", {}, dayTitle(at)))]);
      let line = false;
      if (!lined && at > next.newSince && message.user !== store.user) {
        lined = true;
        line = true;
        wanted.push(["new", "", () => h("li", { class: "new-line" }, h("span", {}, "New"))]);
      }
      const joined = sameDay && !line && !message.ephemeral && !before.ephemeral && before.user === message.user && authorName(before) === authorName(message) && at - Number(before.ts) < 300;
      wanted.push([message.ts, JSON.stringify([message, joined]), () => draw(message, next.channel, joined, this.options)]);
      before = message;
    }
    keepFocus(this.node, () => {
      const nodes = wanted.map(([key, json, make]) => {
        const id = key === "day" ? `day ${json}` : key;
        const old = this.nodes.get(id);
        const node = old?.json === json ? old.node : make();
        kept.set(id, { json, node });
        return node;
      });
      this.nodes = kept;
      this.place(nodes);
    });
    if (!this.node.querySelector(".message.current")) {
      const last = [...this.node.querySelectorAll(".message")].at(-1);
      if (last) makeCurrent(this.node, last);
    }
    if (stick) this.toEnd();
  }

  // Moves only what is out of place: taking a node out and in again would lose its focus and close its lists.
  place(nodes) {
    const keep = new Set(nodes);
    for (const child of [...this.node.children]) if (!keep.has(child)) child.remove();
    nodes.forEach((node, index) => {
      if (this.node.children[index] !== node) this.node.insertBefore(node, this.node.children[index] ?? null);
    });
    if (nodes.length === 0) put(this.node, h("li", { class: "empty" }, "No messages here yet."));
  }
}
