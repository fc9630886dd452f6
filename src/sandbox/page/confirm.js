// The small dialog that asks before something is done.

import { freshId, h } from "./dom.js";
import { plain, textObject } from "./mrkdwn.js";

/** Shows a Block Kit confirm object and resolves to whether the person agreed. */
export function askToConfirm(confirm) {
  return new Promise((resolve) => {
    const title = freshId("confirm");
    const text = freshId("confirm");
    const before = document.activeElement;
    let agreed = false;
    const finish = (answer) => {
      agreed = answer;
      dialog.close();
    };
    const dialog = h("dialog", { class: "dialog confirm", "aria-labelledby": title, "aria-describedby": text },
      h("h2", { id: title }, plain(confirm.title?.text ?? "Are you sure?")),
      h("div", { id: text, class: "confirm-text" }, textObject(confirm.text)),
      h("div", { class: "dialog-buttons" },
        h("button", { type: "button", class: "button", on: { click: () => finish(false) } }, plain(confirm.deny?.text ?? "Cancel")),
        h("button", { type: "button", class: `button ${confirm.style === "danger" ? "danger solid" : "primary"}`, autofocus: true, on: { click: () => finish(true) } }, plain(confirm.confirm?.text ?? "Yes")),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before?.isConnected) before.focus();
      resolve(agreed);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
