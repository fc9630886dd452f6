// The list at the left: channels, direct messages and the app, with marks for what is unread.

import { calendarNews } from "./calendar.js";
import { h, icon, keepFocus, refill } from "./dom.js";
import { avatar } from "./messages.js";
import { channelLabel, isBot, store } from "./store.js";
import { unreadIn } from "./unread.js";

let drawn = "";

/** Draws the sidebar where something changed, and returns the number of unread messages. */
export function drawSidebar(node, { goTo }) {
  const { state, place, user } = store;
  const unread = (channel) => (place?.kind === "channel" && place.id === channel.id ? 0 : unreadIn(user, channel.id));
  const bot = state.bot ?? { id: "", name: "App" };
  const channels = state.channels.filter((channel) => !channel.is_im).sort((a, b) => a.name.localeCompare(b.name));
  const people = state.channels.filter((channel) => channel.is_im && !isBot(channel.im_user)).sort((a, b) => channelLabel(a).localeCompare(channelLabel(b)));
  const botChannel = state.channels.find((channel) => channel.is_im && isBot(channel.im_user));
  const total = state.channels.reduce((sum, channel) => sum + unread(channel), 0);

  const json = JSON.stringify([state.team, state.channels, bot, place, user, state.channels.map(unread), state.calendar?.name, calendarNews()]);
  if (json === drawn) return total;
  drawn = json;

  const row = (key, target, current, mark, label, count) =>
    h("li", {},
      h("button", { type: "button", class: `nav-item${count > 0 ? " unread" : ""}`, "aria-current": current ? "page" : null, data: { key: `nav-${key}` }, on: { click: () => goTo(target) } },
        mark, h("span", { class: "nav-name" }, label),
        count > 0 ? h("span", { class: "count-badge" }, count, h("span", { class: "visually-hidden" }, " unread")) : null));
  const channelRow = (channel) =>
    row(channel.id, { kind: "channel", id: channel.id }, place?.id === channel.id,
      channel.is_im ? avatar(channel.im_user, channelLabel(channel)) : icon(channel.is_private ? "lock" : "hash"), channelLabel(channel), unread(channel));
  const group = (title, rows) => (rows.length > 0 ? h("section", {}, h("h2", {}, title), h("ul", {}, rows)) : null);

  keepFocus(node, () => {
    const scrolled = node.scrollTop;
    refill(node,
      h("div", { class: "team" }, h("strong", {}, state.team?.name ?? "Workspace"), h("span", {}, "local sandbox")),
      group("Channels", channels.map(channelRow)),
      group("Direct messages", people.map(channelRow)),
      group("Apps", [
        row("home", botChannel && unread(botChannel) > 0 ? { kind: "channel", id: botChannel.id } : { kind: "home" }, place?.kind === "home" || (botChannel && place?.id === botChannel.id),
          avatar(bot.id, bot.name, true), bot.name, botChannel ? unread(botChannel) : 0),
      ]),
      state.calendar ? group("Beside Slack", [row("calendar", { kind: "calendar" }, place?.kind === "calendar", icon("calendar"), state.calendar.name, place?.kind === "calendar" ? 0 : calendarNews())]) : null);
    node.scrollTop = scrolled;
  });
  return total;
}
