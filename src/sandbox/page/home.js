// App Home: the tab that the bot publishes for each user.

import { drawBlocks } from "./blocks.js";
import { h, keepFocus, refill } from "./dom.js";
import { FormState } from "./form.js";
import { makeContext } from "./modal.js";
import { store } from "./store.js";

let form = new FormState();
let drawn = null;

export function forgetHome() {
  form = new FormState();
  drawn = null;
}

/** Draws the published Home into `node`; does nothing when it is there already. */
export function drawHome(node) {
  const view = store.state?.home;
  const json = JSON.stringify([store.user, view]);
  if (drawn === json && node.firstChild) return;
  drawn = json;
  if (!view) {
    refill(node, h("p", { class: "empty" }, `${store.state?.bot?.name ?? "The app"} has not published a Home for this user yet.`));
    return;
  }
  const context = makeContext({ key: "home", form, container: { view_id: view.id }, values: true });
  keepFocus(node, () => refill(node, h("div", { class: "blocks" }, drawBlocks(view.blocks, context))));
}
