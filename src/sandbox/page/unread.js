// Which messages the acting user has not seen, per channel, for as long as the browser's tab lives.

import { now } from "./time.js";

const counts = new Map();
const key = (user, channel) => `read ${user} ${channel}`;

/** The time of the last message that this user has seen there; 0 where nothing was. */
export function readUntil(user, channel) {
  const kept = Number(sessionStorage.getItem(key(user, channel)) ?? 0);
  // A mark from the future belongs to an earlier run of the sandbox, whose clock had been moved.
  return kept > now() + 60 ? 0 : kept;
}

/** Counts what is new in a channel. */
export function noteMessages(user, channel, messages) {
  const until = readUntil(user, channel);
  counts.set(key(user, channel), messages.filter((message) => Number(message.ts) > until && message.user !== user).length);
}

export function unreadIn(user, channel) {
  return counts.get(key(user, channel)) ?? 0;
}

export function markRead(user, channel, messages) {
  const last = Math.max(0, ...messages.map((message) => Number(message.ts)));
  sessionStorage.setItem(key(user, channel), String(last));
  counts.set(key(user, channel), 0);
}
