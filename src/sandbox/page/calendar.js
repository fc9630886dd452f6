// The calendar beside the workspace: a week of meetings, as people see them in a calendar of their own.

import { attempt, get } from "./api.js";
import { h, icon, iconButton, keepFocus, link, refill } from "./dom.js";
import { findChannel, store } from "./store.js";
import { clockTime, isoDate, now, seconds, wall } from "./time.js";

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g;

/** A day of the week that is shown; null for that of the clock. */
let day = null;
let drawn = "";
let seen = 0;

/** How many times the calendar changed since somebody looked at it. */
export function calendarNews() {
  return Math.max(0, (store.state?.calendar?.changes ?? 0) - seen);
}

/** Shows the week of the clock the next time. */
export function forgetCalendar() {
  day = null;
  drawn = "";
}

/** Loads the week and draws it where it changed. */
export async function showCalendar(node) {
  seen = store.state?.calendar?.changes ?? 0;
  const asked = day;
  const week = await attempt("The calendar could not be loaded", () => get("/sandbox/calendar", asked ? { day: asked } : {}));
  if (!week || asked !== day || store.place?.kind !== "calendar") return;
  const json = JSON.stringify([week, isoDate(now())]);
  if (json === drawn && node.firstChild) return;
  drawn = json;
  keepFocus(node, () => refill(node, h("div", { class: "week" }, head(node, week), days(week).map((date) => dayRow(date, week.events)))));
}

function plus(date, days) {
  return new Date(Date.parse(date) + days * 86400000).toISOString().slice(0, 10);
}

function spoken(date) {
  const [year, month, number] = date.split("-").map(Number);
  return `${number} ${MONTHS[month - 1]} ${year}`;
}

function span(first, last) {
  const words = [spoken(first), spoken(last)].map((date) => date.split(" "));
  const differ = words[0][2] !== words[1][2] ? 3 : words[0][1] !== words[1][1] ? 2 : 1;
  return `${words[0].slice(0, differ).join(" ")} – ${spoken(last)}`;
}

/** The working days, and those of the weekend on which something takes place. */
function days(week) {
  const used = new Set(week.events.map((event) => isoDate(seconds(event.starts_at))));
  return [0, 1, 2, 3, 4, 5, 6].map((number) => plus(week.monday, number)).filter((date, number) => number < 5 || used.has(date) || date === isoDate(now()));
}

function head(node, week) {
  const go = (to) => {
    day = to;
    showCalendar(node);
  };
  return h("div", { class: "week-head" },
    h("h2", {}, span(week.monday, plus(week.monday, 6))),
    iconButton("back", "The week before", () => go(plus(week.monday, -7)), { "data-key": "week-before" }),
    iconButton("next", "The week after", () => go(plus(week.monday, 7)), { "data-key": "week-after" }),
    h("button", { type: "button", class: "button", data: { key: "week-now" }, on: { click: () => go(null) } }, "This week"));
}

function dayRow(date, events) {
  const weekday = (new Date(Date.parse(date)).getUTCDay() + 6) % 7;
  const own = events.filter((event) => isoDate(seconds(event.starts_at)) === date);
  const today = date === isoDate(now());
  return h("section", { class: `day-row${today ? " today" : ""}`, "aria-label": `${DAYS[weekday]} ${spoken(date)}${today ? ", today" : ""}` },
    h("div", { class: "day-mark", "aria-hidden": "true" }, h("span", {}, DAYS[weekday].slice(0, 3)), h("strong", {}, Number(date.slice(8)))),
    own.length > 0 ? h("ul", {}, own.map(eventCard)) : h("p", { class: "note" }, "Nothing planned"));
}

function eventCard(event) {
  const past = seconds(event.ends_at) <= now();
  const fresh = typeof event.before === "string";
  return h("li", { class: `event${past ? " past" : ""}${fresh ? " fresh" : ""}` },
    h("div", { class: "event-time" }, h("time", {}, `${clockTime(seconds(event.starts_at))} – ${clockTime(seconds(event.ends_at))}`)),
    h("div", { class: "event-body" },
      h("h3", {}, event.title),
      h("p", { class: "event-facts" },
        event.attendees > 0 ? h("span", {}, `${event.attendees} people`) : null,
        event.was_at ? h("span", {}, `moved; was ${movedFrom(event.was_at)}`) : null),
      description(event)));
}

function movedFrom(time) {
  const at = wall(seconds(time));
  return `${DAYS[(at.weekday + 6) % 7]} ${clockTime(seconds(time))}`;
}

/** The text of the event; what came into it while one watched has a mark of its own. */
function description(event) {
  const lines = event.description.split("\n");
  if (typeof event.before !== "string") return passage(lines, "event-text");
  const before = event.before.split("\n");
  let start = 0;
  while (start < before.length && start < lines.length && lines[start] === before[start]) start += 1;
  let end = 0;
  while (end < before.length - start && end < lines.length - start && lines.at(-1 - end) === before.at(-1 - end)) end += 1;
  const stop = lines.length - end;
  return [passage(lines.slice(0, start), "event-text"), passage(lines.slice(start, stop), "event-text event-new"), passage(lines.slice(stop), "event-text")];
}

function passage(lines, className) {
  const text = lines.join("\n").trim();
  return text === "" ? null : h("p", { class: className }, linked(text));
}

function linked(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    parts.push(text.slice(from, match.index), address(match[0]));
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)];
}

/** A link; one that leads to a channel in Slack leads to that of the sandbox. */
function address(text) {
  const id = /^https:\/\/slack\.com\/app_redirect\?channel=([A-Z0-9]+)$/.exec(text)?.[1];
  const channel = id ? findChannel(id) : null;
  return channel ? h("a", { href: `?channel=${channel.id}`, data: { channel: channel.id }, title: text }, icon("hash"), channel.name) : link(text, text);
}
