// Reactions under a message and the small picker that adds one.

import { attempt, post } from "./api.js";
import { closePanel, showPanel } from "./choices.js";
import { freshId, h, icon, refill } from "./dom.js";
import { emojiNames, FAVOURITES, glyph } from "./emoji.js";
import { emojiNode } from "./mrkdwn.js";
import { store, userHandle } from "./store.js";

function toggle(channel, message, name) {
  const mine = message.reactions?.find((reaction) => reaction.name === name)?.users.includes(store.user) ?? false;
  return attempt("The reaction failed", () => post("/sandbox/react", { user: store.user, channel, ts: message.ts, name, remove: mine || undefined }));
}

/** Opens the picker at `anchor`; `choose` gets the name without colons. */
export function pickEmoji(anchor, choose) {
  if (anchor.getAttribute("aria-expanded") === "true") {
    closePanel(true);
    return;
  }
  const take = (name) => {
    closePanel(true);
    choose(name);
  };
  const field = freshId("emoji");
  const grid = h("div", { class: "emoji-grid" });
  const show = (names) => refill(grid, names.map((name) => h("button", { type: "button", class: "emoji-choice", "aria-label": name.replaceAll("_", " "), title: `:${name}:`, on: { click: () => take(name) } }, glyph(name) ?? `:${name}:`)));
  const wanted = (text) => text.trim().toLowerCase().replaceAll(":", "").replaceAll(" ", "_");
  const input = h("input", {
    type: "text", id: field, class: "text-field", placeholder: "name, e.g. heart", autocomplete: "off", spellcheck: "false",
    on: {
      input: () => show(input.value.trim() === "" ? FAVOURITES : emojiNames(wanted(input.value), 18)),
      keydown: (event) => {
        if (event.key !== "Enter" || wanted(input.value) === "") return;
        event.preventDefault();
        take(glyph(wanted(input.value)) ? wanted(input.value) : (emojiNames(wanted(input.value), 1)[0] ?? wanted(input.value)));
      },
    },
  });
  show(FAVOURITES);
  const panel = h("div", { class: "panel emoji-panel", role: "dialog", "aria-label": "Choose an emoji" }, grid, h("label", { class: "visually-hidden", for: field }, "Emoji by name"), input);
  showPanel(anchor, panel, {
    onKey(event) {
      const buttons = [...grid.children];
      const at = buttons.indexOf(document.activeElement);
      const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 6, ArrowUp: -6 }[event.key];
      if (at < 0 || !step) return;
      event.preventDefault();
      buttons[(at + step + buttons.length) % buttons.length].focus();
    },
  });
  panel.addEventListener("keydown", (event) => {
    // Inside this panel Tab moves between the pictures and the field.
    if (event.key === "Tab") event.stopImmediatePropagation();
  }, true);
  grid.firstChild.focus();
}

export function openReactionPicker(anchor, channel, message) {
  pickEmoji(anchor, (name) => {
    const already = message.reactions?.find((reaction) => reaction.name === name)?.users.includes(store.user);
    if (!already) toggle(channel, message, name);
  });
}

/** The row of reactions, or null where there are none. */
export function reactionRow(channel, message) {
  if (!message.reactions?.length) return null;
  const chips = message.reactions.map((reaction) => {
    const mine = reaction.users.includes(store.user);
    const names = reaction.users.map((id) => (id === store.user ? "you" : userHandle(id))).join(", ");
    return h("button",
      {
        type: "button", class: `reaction${mine ? " mine" : ""}`, "aria-pressed": String(mine),
        "aria-label": `${reaction.name.replaceAll("_", " ")}: ${reaction.users.length}, ${names}`, title: `${names} reacted with :${reaction.name}:`,
        data: { key: `${message.ts}/reaction/${reaction.name}` }, on: { click: () => toggle(channel, message, reaction.name) },
      },
      emojiNode(reaction.name), h("span", { class: "count" }, reaction.users.length));
  });
  const more = h("button",
    {
      type: "button", class: "reaction add", "aria-label": "Add a reaction", title: "Add a reaction", "aria-haspopup": "dialog", "aria-expanded": "false",
      data: { key: `${message.ts}/react-more` }, on: { click: (event) => openReactionPicker(event.currentTarget, channel, message) },
    }, icon("react"));
  return h("div", { class: "reactions", role: "group", "aria-label": "Reactions" }, chips, more);
}
