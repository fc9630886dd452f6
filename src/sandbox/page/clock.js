// The bar at the top: the time in the sandbox and the buttons that move it forward.

import { attempt, post } from "./api.js";
import { h, icon, keepFocus, refill } from "./dom.js";
import { store } from "./store.js";
import { briefTime, longTime, seconds, shortTime } from "./time.js";

let drawn = "";
let moving = false;

async function move(body) {
  if (moving) return;
  moving = true;
  drawn = "";
  document.body.classList.add("moving");
  await attempt("The clock could not be moved", () => post("/sandbox/clock", body));
  document.body.classList.remove("moving");
  moving = false;
}

/** Draws the clock where it changed. */
export function showClock(node) {
  const { now, next } = store.state;
  const json = JSON.stringify([longTime(seconds(now)), next]);
  if (json === drawn) return;
  drawn = json;
  const button = (key, body, label, ...content) =>
    h("button", { type: "button", class: "clock-button", "aria-label": label, title: label, data: { key: `clock-${key}` }, on: { click: () => move(body) } }, content);
  const moment = next ? shortTime(seconds(next.at)) : "";
  keepFocus(node, () => refill(node,
    h("span", { class: "clock-now" }, icon("clock"), h("time", { id: "clock-now", title: longTime(seconds(now)) }, h("span", { class: "wide" }, longTime(seconds(now))), h("span", { class: "short" }, briefTime(seconds(now))))),
    next
      ? button("next", { to: "next" }, `Forward to ${moment}: ${next.what}`, icon("forward"), h("span", { class: "clock-next" }, h("span", { class: "wide" }, "Forward to "), moment, h("span", { class: "what" }, `: ${next.what}`)))
      : null,
    button("hour", { minutes: 60 }, "One hour forward", "+1 h"),
    button("day", { minutes: 1440 }, "One day forward", "+1 day")));
}
