// Modals: shows the top of the stack, keeps what was typed, and submits or closes it.

import { attempt, post, toast } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { closePanel } from "./choices.js";
import { freshId, h, iconButton, keepFocus, refill } from "./dom.js";
import { inputErrors } from "./elements.js";
import { FormState } from "./form.js";
import { plain, textOnly } from "./mrkdwn.js";
import { store } from "./store.js";

/** What every place that shows blocks needs to send clicks and to ask for options. */
export function makeContext({ key, form, container, values = false, channel = null, redrawLater }) {
  const user = () => store.user;
  return {
    key, form, channel,
    send(block, action) {
      return attempt("The action failed", async () => {
        await post("/sandbox/click", { user: user(), container, block_id: block, action: { ...action, block_id: block }, values: values ? form.values() : undefined });
        redrawLater?.();
      });
    },
    suggest(block, action, query) {
      return attempt("The options could not be loaded", () => post("/sandbox/suggest", { user: user(), container, block_id: block, action_id: action, value: query }));
    },
  };
}

const forms = new Map();
let dialog = null;
let drawn = null;
let errors = {};
let busy = false;
let opener = null;
let refresh = () => {};

/** Tells the modal how to fetch the state again after a submit or a close. */
export function onModalChange(callback) {
  refresh = callback;
}

/** Forgets everything typed, for when another user takes over. */
export function forgetModals() {
  forms.clear();
  drawn = null;
}

function formOf(view) {
  if (!forms.has(view.id)) forms.set(view.id, new FormState());
  return forms.get(view.id);
}

async function submit(view) {
  if (busy) return;
  const form = formOf(view);
  errors = inputErrors(view.blocks, form);
  if (Object.keys(errors).length > 0) {
    draw(view);
    focusFirstError();
    return;
  }
  setBusy(true);
  const answer = await attempt("The form could not be submitted", () => post("/sandbox/submit", { user: store.user, view_id: view.id, values: form.values() }));
  setBusy(false);
  if (answer?.errors && Object.keys(answer.errors).length > 0) {
    errors = answer.errors;
    const blocks = new Set((view.blocks ?? []).filter((block) => block.type === "input").map((block) => block.block_id));
    for (const [block, text] of Object.entries(errors)) if (!blocks.has(block)) toast(`${block}: ${text}`);
    draw(view);
    focusFirstError();
    return;
  }
  if (answer) {
    errors = {};
    refresh();
  }
}

function focusFirstError() {
  dialog?.querySelector(".has-error input, .has-error textarea, .has-error select")?.focus();
}

function setBusy(next) {
  busy = next;
  const button = dialog?.querySelector(".modal-submit");
  if (button) button.setAttribute("aria-busy", String(next));
}

/** Closes the top view by its own button, or with `all` the whole stack by the cross. */
async function close(all) {
  const view = store.state?.views?.at(-1);
  if (!view) return;
  await attempt("The modal could not be closed", () => post("/sandbox/close", { user: store.user, view_id: view.id, all }));
  refresh();
}

function draw(view) {
  const stack = store.state.views;
  const form = formOf(view);
  const first = drawn?.id !== view.id;
  const context = makeContext({ key: `view-${view.id}`, form, container: { view_id: view.id }, values: true });
  context.errors = errors;
  const title = freshId("title");
  const needsSubmit = view.submit || (view.blocks ?? []).some((block) => block.type === "input");
  const scrolled = first ? 0 : (dialog.querySelector(".dialog-body")?.scrollTop ?? 0);
  closePanel();
  keepFocus(dialog, () => {
    dialog.setAttribute("aria-labelledby", title);
    const shelf = dialog.querySelector(":scope > .toasts");
    refill(dialog,
      h("div", { class: "dialog-head" },
        stack.length > 1 ? iconButton("back", "Back to the form before", () => close(false), { data: { key: "modal-back" } }) : null,
        h("span", { class: "app-mark", "aria-hidden": "true" }, store.state.bot?.name?.slice(0, 1) ?? ""),
        h("h2", { id: title }, plain(view.title?.text)),
        iconButton("close", stack.length > 1 ? "Close all forms" : "Close", () => close(true), { data: { key: "modal-x" } }),
      ),
      h("div", { class: "dialog-body", tabindex: "-1" }, h("div", { class: "blocks" }, drawBlocks(view.blocks, context))),
      h("div", { class: "dialog-buttons" },
        h("button", { type: "button", class: "button modal-close", data: { key: "modal-close" }, on: { click: () => close(false) } }, plain(textOnly(view.close) || (needsSubmit ? "Cancel" : "Close"))),
        needsSubmit
          ? h("button", { type: "button", class: "button primary modal-submit", "aria-busy": String(busy), data: { key: "modal-submit" }, on: { click: () => submit(view) } }, plain(textOnly(view.submit) || "Submit"))
          : null,
      ),
      shelf,
    );
  });
  dialog.querySelector(".dialog-body").scrollTop = scrolled;
  drawn = { id: view.id, json: JSON.stringify([view, stack.length]) };
  if (first) {
    const wanted = dialog.querySelector("[data-focus-on-load]")
      ?? dialog.querySelector(".input-block input, .input-block textarea, .input-block select")
      ?? dialog.querySelector(".dialog-body");
    wanted.focus();
  }
}

// The browser gives the focus back by itself, unless the message with the button was drawn anew meanwhile.
function returnFocus() {
  const active = document.activeElement;
  if (!opener || (active && active !== document.body && active.isConnected)) return;
  const again = [...document.querySelectorAll("[data-key]")].find((node) => node.dataset.key === opener);
  (again ?? document.querySelector(".message.current"))?.focus();
}

/** Brings what is on the screen in line with the stack of views in the state. */
export function syncModals() {
  const views = store.state?.views ?? [];
  const known = new Set(views.map((view) => view.id));
  for (const id of forms.keys()) if (id.startsWith("V") && !known.has(id)) forms.delete(id);
  const top = views.at(-1);
  if (!top) {
    drawn = null;
    errors = {};
    if (dialog?.open) {
      dialog.close();
      returnFocus();
    }
    return;
  }
  if (!dialog) {
    dialog = h("dialog", { class: "dialog modal" });
    document.body.append(dialog);
    // Escape closes the top view; Ctrl+Enter submits it, as in Slack.
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      close(false);
    });
    dialog.addEventListener("close", () => {
      if (store.state?.views?.length) close(false);
    });
    dialog.addEventListener("keydown", (event) => {
      const submitButton = dialog.querySelector(".modal-submit");
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && submitButton) {
        event.preventDefault();
        submitButton.click();
      }
    });
  }
  const json = JSON.stringify([top, views.length]);
  if (drawn?.id === top.id && drawn.json === json && dialog.open) return;
  if (drawn?.id !== top.id || drawn.json !== json) errors = {};
  if (!dialog.open) {
    drawn = null;
    opener = document.activeElement?.dataset.key ?? null;
    dialog.showModal();
  }
  draw(top);
}
