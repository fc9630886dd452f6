// Times as the sandbox's clock and zone tell them, not as the viewer's computer does.

import { store } from "./store.js";

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** Seconds since 1970 from a number, a Slack `ts` or an ISO time; NaN where it is none of them. */
export function seconds(value) {
  if (typeof value === "number") return value > 1e11 ? value / 1000 : value;
  if (typeof value !== "string") return Number.NaN;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
  return Date.parse(value.replace(/\[[^\]]*\]$/, "")) / 1000;
}

export function now() {
  const told = seconds(store.state?.now);
  return Number.isNaN(told) ? Date.now() / 1000 : told;
}

/** The named zone: from the state, or from a time such as `2026-03-02T09:00+01:00[Europe/Amsterdam]`. */
function zone() {
  const named = store.state?.time_zone ?? /\[([^\]]+)\]$/.exec(String(store.state?.now ?? ""))?.[1];
  if (!named) return null;
  try {
    new Intl.DateTimeFormat("en", { timeZone: named });
    return named;
  } catch {
    return null;
  }
}

const formats = new Map();

function zonedOffset(epoch, name) {
  if (!formats.has(name)) {
    formats.set(
      name,
      new Intl.DateTimeFormat("en-GB", {
        timeZone: name, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
      }),
    );
  }
  const part = Object.fromEntries(formats.get(name).formatToParts(new Date(epoch * 1000)).map((piece) => [piece.type, Number(piece.value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) / 1000 - Math.floor(epoch);
}

/** Seconds to add to UTC at that moment. */
function offset(epoch) {
  const name = zone();
  if (name) return zonedOffset(epoch, name);
  const written = /([+-])(\d\d):?(\d\d)$/.exec(String(store.state?.now ?? ""));
  if (written) return (written[1] === "-" ? -1 : 1) * (Number(written[2]) * 3600 + Number(written[3]) * 60);
  return -new Date(epoch * 1000).getTimezoneOffset() * 60;
}

/** The wall clock at a moment: `{ year, month, day, weekday, hour, minute, second }`, month from 1. */
export function wall(epoch) {
  const date = new Date((Math.floor(epoch) + offset(epoch)) * 1000);
  return {
    year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay(),
    hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds(),
  };
}

/** The moment at which the wall clock shows `YYYY-MM-DDTHH:mm`. */
export function moment(text) {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text);
  if (!match) return null;
  const plain = Date.UTC(match[1], match[2] - 1, match[3], match[4], match[5]) / 1000;
  const guess = plain - offset(plain);
  return plain - offset(guess);
}

const two = (number) => String(number).padStart(2, "0");

export function clockTime(epoch) {
  const at = wall(epoch);
  return `${two(at.hour)}:${two(at.minute)}`;
}

export function isoDate(epoch) {
  const at = wall(epoch);
  return `${String(at.year).padStart(4, "0")}-${two(at.month)}-${two(at.day)}`;
}

function ordinal(day) {
  if (day % 100 >= 11 && day % 100 <= 13) return `${day}th`;
  return `${day}${{ 1: "st", 2: "nd", 3: "rd" }[day % 10] ?? "th"}`;
}

function nearby(epoch) {
  const days = Math.round((Date.parse(isoDate(epoch)) - Date.parse(isoDate(now()))) / 86400000);
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[days] ?? null;
}

/** `Mon 2 March 2026, 09:00`. */
export function longTime(epoch) {
  if (Number.isNaN(epoch)) return "";
  const at = wall(epoch);
  return `${DAYS[at.weekday].slice(0, 3)} ${at.day} ${MONTHS[at.month - 1]} ${at.year}, ${clockTime(epoch)}`;
}

/** `Mon 2 Mar, 09:00`, for small screens. */
export function briefTime(epoch) {
  if (Number.isNaN(epoch)) return "";
  const at = wall(epoch);
  return `${DAYS[at.weekday].slice(0, 3)} ${at.day} ${MONTHS[at.month - 1].slice(0, 3)}, ${clockTime(epoch)}`;
}

/** `09:00` today, `Tue 09:00` this week, else with the date. */
export function shortTime(epoch) {
  if (Number.isNaN(epoch)) return "";
  const at = wall(epoch);
  if (nearby(epoch) === "Today") return clockTime(epoch);
  if (Math.abs(epoch - now()) < 6 * 86400) return `${DAYS[at.weekday].slice(0, 3)} ${clockTime(epoch)}`;
  return briefTime(epoch);
}

/** The title of a day in the list of messages. */
export function dayTitle(epoch) {
  const at = wall(epoch);
  const plain = `${DAYS[at.weekday]}, ${MONTHS[at.month - 1]} ${ordinal(at.day)}`;
  return nearby(epoch) ?? (at.year === wall(now()).year ? plain : `${plain}, ${at.year}`);
}

function ago(epoch) {
  const gap = epoch - now();
  const size = Math.abs(gap);
  const [unit, length] = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]].find(([, span]) => size >= span) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(gap / length), unit);
}

/** A Slack date format such as `{date_long} at {time}`. */
export function slackDate(epoch, format) {
  const at = wall(epoch);
  const month = MONTHS[at.month - 1];
  const day = DAYS[at.weekday];
  const date = `${month} ${ordinal(at.day)}, ${at.year}`;
  const pretty = (other) => nearby(epoch)?.toLowerCase() ?? other;
  const short = `${month.slice(0, 3)} ${at.day}, ${at.year}`;
  const values = {
    date_num: isoDate(epoch),
    date_slash: `${two(at.month)}/${two(at.day)}/${at.year}`,
    date,
    date_short: short,
    date_long: `${day}, ${date}`,
    date_long_full: `${day}, ${month} ${at.day}, ${at.year}`,
    date_pretty: pretty(date),
    date_short_pretty: pretty(short),
    date_long_pretty: pretty(`${day}, ${date}`),
    date_long_full_pretty: pretty(`${day}, ${month} ${at.day}, ${at.year}`),
    day_divider_pretty: dayTitle(epoch),
    time: clockTime(epoch),
    time_secs: `${clockTime(epoch)}:${two(at.second)}`,
    ago: ago(epoch),
  };
  return format.replace(/\{([a-z_]+)\}/g, (whole, name) => values[name] ?? whole);
}
