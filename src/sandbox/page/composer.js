// The field at the bottom: plain text, slash commands, and completion of commands, people, channels and emoji.
// It sends what was typed as it was typed; the sandbox escapes it and turns `@name` into a mention, as Slack does.

import { attempt, post } from "./api.js";
import { showMenu } from "./choices.js";
import { freshId, h, iconButton, icon } from "./dom.js";
import { emojiNames, glyph } from "./emoji.js";
import { pickEmoji } from "./reactions.js";
import { store, userLabel } from "./store.js";

/** The completions for the text before the caret: `{ from, items: [{ label, note, insert }] }` or null. */
function completions(before) {
  const command = /^\/\S*$/.exec(before);
  if (command) {
    const items = (store.state?.commands ?? [])
      .filter((each) => each.command.startsWith(before.toLowerCase()))
      .map((each) => ({ label: `${each.command}${each.usage_hint ? ` ${each.usage_hint}` : ""}`, note: each.description, insert: `${each.command} ` }));
    return { from: 0, items };
  }
  const found = /(?:^|[\s(])([@#:])([\p{L}\p{N}._+-]*)$/u.exec(before);
  if (!found) return null;
  const [, sign, part] = found;
  const wanted = part.toLowerCase();
  const from = before.length - part.length - 1;
  const has = (...texts) => texts.some((text) => text?.toLowerCase().split(/[\s.-]+/).concat(text.toLowerCase()).some((word) => word.startsWith(wanted)));
  if (sign === "@") {
    const users = (store.state?.users ?? []).filter((user) => has(user.name, user.real_name));
    return { from, items: users.slice(0, 8).map((user) => ({ label: userLabel(user), note: [`@${user.name}`, user.title].filter(Boolean).join(" · "), insert: `@${user.name} ` })) };
  }
  if (sign === "#") {
    const channels = (store.state?.channels ?? []).filter((channel) => !channel.is_im && has(channel.name));
    return { from, items: channels.slice(0, 8).map((channel) => ({ label: `#${channel.name}`, note: channel.topic, insert: `#${channel.name} ` })) };
  }
  if (wanted.length < 2) return null;
  return { from, items: emojiNames(wanted).map((name) => ({ label: `${glyph(name)} :${name}:`, note: null, insert: `:${name}: ` })) };
}

/** Makes a composer. `target()` gives `{ channel, thread_ts }`; `drafts` keeps unsent text by key. */
export function makeComposer({ label, target, onSent, shortcuts = true }) {
  const listId = freshId("completion");
  const inputId = freshId("composer");
  const drafts = new Map();
  let draftKey = null;
  let found = null;
  let active = 0;

  const list = h("ul", { id: listId, role: "listbox", class: "completion", "aria-label": "Suggestions", hidden: true });
  const input = h("textarea", {
    id: inputId, class: "composer-input", rows: "1", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": listId, "aria-expanded": null,
    data: { key: inputId },
  });
  const name = h("label", { class: "visually-hidden", for: inputId }, label);
  const send = h("button", { type: "submit", class: "icon-button send", "aria-label": "Send", title: "Send (Enter)", disabled: true }, icon("send"));

  function grow() {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 200)}px`;
    send.disabled = input.value.trim() === "";
  }

  function hide() {
    found = null;
    list.hidden = true;
    input.removeAttribute("aria-activedescendant");
  }

  function highlight(next) {
    active = next;
    [...list.children].forEach((node, index) => {
      node.classList.toggle("active", index === active);
      node.setAttribute("aria-selected", String(index === active));
      if (index === active) {
        input.setAttribute("aria-activedescendant", node.id);
        node.scrollIntoView({ block: "nearest" });
      }
    });
  }

  function suggest() {
    found = completions(input.value.slice(0, input.selectionStart));
    if (!found || found.items.length === 0) {
      hide();
      return;
    }
    list.replaceChildren(...found.items.map((item, index) =>
      h("li", { id: `${listId}-${index}`, role: "option", on: { pointerdown: (event) => event.preventDefault(), click: () => complete(index) } },
        h("span", { class: "completion-label" }, item.label), item.note ? h("span", { class: "note" }, item.note) : null)));
    list.hidden = false;
    highlight(0);
  }

  function insert(from, text) {
    const end = input.selectionEnd;
    input.value = input.value.slice(0, from) + text + input.value.slice(end).replace(/^ /, text.endsWith(" ") ? "" : " ");
    input.setSelectionRange(from + text.length, from + text.length);
    input.focus();
    input.dispatchEvent(new Event("input"));
  }

  function complete(index) {
    const item = found.items[index];
    const { from } = found;
    hide();
    insert(from, item.insert);
    hide();
  }

  async function submit() {
    const text = input.value.trim();
    if (text === "") return;
    const at = target();
    if (!at.channel) return;
    hide();
    const typed = input.value;
    input.value = "";
    grow();
    const slash = text.startsWith("/");
    const answer = await attempt(slash ? "The command failed" : "The message was not sent", () =>
      slash
        ? post("/sandbox/slash", { user: store.user, channel: at.channel, text })
        : post("/sandbox/say", { user: store.user, channel: at.channel, text, thread_ts: at.thread_ts ?? undefined }));
    if (!answer) {
      // What was typed is not lost when it could not be sent.
      if (input.value === "") input.value = typed;
      grow();
      return;
    }
    onSent?.(answer);
  }

  input.addEventListener("input", () => {
    grow();
    suggest();
  });
  input.addEventListener("click", suggest);
  input.addEventListener("blur", hide);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (!list.hidden) {
      const count = found.items.length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        highlight((active + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
        return;
      }
      // A command that is typed in full is sent by Enter; anything shorter is completed first.
      const whole = found.items[active].insert.trim() === input.value.slice(found.from, input.selectionStart);
      if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !whole)) {
        event.preventDefault();
        complete(active);
        return;
      }
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        hide();
        return;
      }
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  });

  function openShortcuts(event) {
    const entries = (store.state?.shortcuts ?? []).filter((shortcut) => shortcut.type === "global").map((shortcut) => ({
      label: shortcut.name,
      note: store.state?.bot?.name,
      choose: () => attempt("The shortcut failed", () => post("/sandbox/shortcut", { user: store.user, callback_id: shortcut.callback_id })),
    }));
    if (entries.length === 0) entries.push({ label: "The app offers no shortcuts" });
    showMenu(event.currentTarget, "Shortcuts", entries);
  }

  const begin = (sign) => {
    const at = input.selectionStart;
    const gap = at > 0 && !/\s/.test(input.value[at - 1]) ? " " : "";
    insert(at, gap + sign);
  };
  const node = h("form", { class: "composer", on: { submit: (event) => { event.preventDefault(); submit(); } } },
    list, name, input,
    h("div", { class: "composer-bar" },
      shortcuts ? iconButton("bolt", "Shortcuts", openShortcuts, { "aria-haspopup": "menu", "aria-expanded": "false" }) : null,
      iconButton("at", "Mention someone", () => begin("@")),
      iconButton("react", "Insert an emoji", (event) => pickEmoji(event.currentTarget, (emoji) => insert(input.selectionStart, `:${emoji}: `)), { "aria-haspopup": "dialog", "aria-expanded": "false" }),
      shortcuts ? h("button", { type: "button", class: "icon-button slash", "aria-label": "Slash commands", title: "Slash commands", on: { click: () => { if (input.value === "") insert(0, "/"); else input.focus(); } } }, "/") : null,
      h("span", { class: "composer-hint", "aria-hidden": "true" }, "Enter sends · Shift+Enter: new line"),
      send));

  return {
    node,
    focus: () => input.focus(),
    /** Names the place written to and brings back its draft. */
    setPlace(key, text) {
      if (draftKey !== null) drafts.set(draftKey, input.value);
      draftKey = key;
      name.textContent = text;
      input.placeholder = text;
      input.value = drafts.get(key) ?? "";
      hide();
      grow();
    },
  };
}
