// The page of the sandbox: a local workspace in which the bot posts. This file starts it and keeps it up to date.

import { attempt, get, post, toast } from "./api.js";
import { forgetCalendar, showCalendar } from "./calendar.js";
import { closePanel } from "./choices.js";
import { showClock } from "./clock.js";
import { makeComposer } from "./composer.js";
import { coalesce, h, icon, iconButton, refill } from "./dom.js";
import { drawHome, forgetHome } from "./home.js";
import { avatar, forgetMessages, MessageList } from "./messages.js";
import { forgetModals, onModalChange, syncModals } from "./modal.js";
import { mrkdwn } from "./mrkdwn.js";
import { drawSidebar } from "./sidebar.js";
import { botConversation, channelLabel, findChannel, isBot, store, userLabel } from "./store.js";
import { markRead, noteMessages, readUntil } from "./unread.js";

const at = (id) => document.getElementById(id);
const fold = at("fold");
const sidebar = at("sidebar");
const scroller = at("scroller");
const threadPane = at("thread");
const acting = at("acting");

let thread = null;
let newSince = null;
let namesDrawn = "";
const cache = new Map();

const list = new MessageList({ where: "main", openThread, scroller });
const log = h("div", { role: "log", "aria-live": "polite" }, list.node);
const homePane = h("div", { class: "home" });
const calendarPane = h("div", { class: "calendar" });
const composer = makeComposer({ label: "Message", target: () => ({ channel: store.place?.id }), onSent: () => list.toEnd() });
at("compose").append(composer.node);

// ---- fetching

async function fetchState() {
  const user = store.user;
  let state;
  try {
    state = await get("/sandbox/state", user ? { user } : {});
  } catch (error) {
    toast(`The workspace could not be loaded: ${error.message}`);
    return false;
  }
  if (user !== store.user) return false;
  store.state = state;
  return true;
}

async function fetchMessages(channel) {
  const user = store.user;
  const answer = await attempt("The messages could not be loaded", () => get("/sandbox/messages", { channel, user }));
  if (!answer || user !== store.user) return;
  cache.set(channel, answer.messages);
  noteMessages(user, channel, answer.messages);
  if (store.place?.id === channel) showMessages();
  drawSide();
}

const refreshState = coalesce(30, async () => {
  if (await fetchState()) drawAll();
});
const pendingChannels = new Set();
const refreshMessages = coalesce(30, () => {
  for (const channel of pendingChannels) fetchMessages(channel);
  pendingChannels.clear();
});

function listen() {
  const events = new EventSource("/sandbox/events");
  let broken = false;
  events.addEventListener("error", () => {
    broken = true;
    document.body.classList.add("offline");
  });
  events.addEventListener("open", () => {
    document.body.classList.remove("offline");
    if (!broken) return;
    broken = false;
    reload();
  });
  events.addEventListener("message", (event) => {
    let note;
    try {
      note = JSON.parse(event.data);
    } catch {
      return;
    }
    if (note.user && note.user !== store.user) return;
    if (note.what === "messages") {
      if (note.channel && findChannel(note.channel)) pendingChannels.add(note.channel);
      // A conversation that is not in the list yet, such as a first direct message.
      else refreshState();
      refreshMessages();
    } else {
      refreshState();
    }
  });
}

/** Everything from the beginning, for the acting user. */
async function reload() {
  if (!(await fetchState())) return;
  drawAll();
  await Promise.all((store.state.channels ?? []).map((channel) => fetchMessages(channel.id)));
}

// ---- where one is

function channelByName(wanted) {
  const name = wanted.replace(/^[#@]/, "").toLowerCase();
  return store.state.channels.find((channel) => channel.id === wanted || channelLabel(channel).toLowerCase() === name || channel.name?.toLowerCase() === name);
}

function goTo(place, { focus = false } = {}) {
  closePanel();
  fold.setAttribute("aria-expanded", "false");
  document.body.classList.remove("sidebar-open");
  at("shade").hidden = true;
  if (JSON.stringify(place) !== JSON.stringify(store.place)) closeThread();
  store.place = place;
  if (place.kind === "calendar") forgetCalendar();
  newSince = place.kind === "channel" ? readUntil(store.user, place.id) : null;
  writeAddress();
  if (place.kind === "home") attempt("App Home could not be opened", () => post("/sandbox/home", { user: store.user })).then(refreshState);
  drawPlace();
  if (place.kind === "channel") {
    showMessages();
    fetchMessages(place.id);
    if (focus && !matchMedia("(max-width: 760px)").matches) composer.focus();
  }
  drawSide();
}

function writeAddress() {
  const query = new URLSearchParams({ user: store.user, channel: store.place.kind === "channel" ? store.place.id : store.place.kind });
  history.replaceState(null, "", `?${query}`);
}

function actAs(user) {
  store.user = user;
  thread = null;
  cache.clear();
  forgetMessages();
  forgetModals();
  forgetHome();
  list.forget();
  closeThread();
  startAt(store.place?.id ?? store.place?.kind);
}

async function startAt(wanted) {
  if (!(await fetchState())) return;
  const channels = store.state.channels;
  const channel = (wanted && !["home", "calendar"].includes(wanted) && channelByName(wanted)) || channels.find((each) => !each.is_im) || channels[0];
  drawActing();
  if (wanted === "calendar" && store.state.calendar) goTo({ kind: "calendar" });
  else goTo(wanted === "home" || !channel ? { kind: "home" } : { kind: "channel", id: channel.id });
  drawAll();
  await Promise.all(channels.map((each) => fetchMessages(each.id)));
}

// ---- drawing

function drawActing() {
  const people = store.state.users.filter((user) => !user.is_bot);
  refill(acting, people.map((user) => h("option", { value: user.id, selected: user.id === store.user }, user.title ? `${userLabel(user)} (${user.title})` : userLabel(user))));
}

function drawSide() {
  if (!store.state) return;
  const unread = drawSidebar(sidebar, { goTo: (place) => goTo(place, { focus: true }) });
  fold.classList.toggle("has-unread", unread > 0);
  document.title = `${unread > 0 ? `(${unread}) ` : ""}${placeName()} · ${store.state.team?.name ?? "Klantstem"} sandbox`;
}

function placeName() {
  if (store.place?.kind === "calendar") return store.state.calendar.name;
  return store.place?.kind === "home" ? store.state.bot?.name : channelLabel(findChannel(store.place?.id));
}

function drawCalendar() {
  refill(at("place"), h("div", { class: "place-title" }, icon("calendar"), h("h1", {}, placeName())), h("p", { class: "topic" }, "A calendar beside Slack, as the meetings of a team would stand in it"));
  refill(scroller, calendarPane);
  scroller.scrollTop = 0;
  showCalendar(calendarPane);
}

function drawPlace() {
  const head = at("place");
  const isHome = store.place.kind === "home";
  const isCalendar = store.place.kind === "calendar";
  document.body.classList.toggle("at-home", isHome);
  at("compose").hidden = isHome || isCalendar;
  if (isCalendar) {
    drawCalendar();
    return;
  }
  const channel = isHome ? null : findChannel(store.place.id);
  const withBot = isHome || (channel?.is_im && isBot(channel.im_user));
  if (withBot) {
    const bot = store.state.bot ?? { id: "", name: "App" };
    const messages = botConversation();
    refill(head, h("div", { class: "place-title" }, avatar(bot.id, bot.name, true), h("h1", {}, bot.name)),
      h("div", { class: "tabs" },
        h("button", { type: "button", class: "tab", "aria-current": isHome ? "page" : null, on: { click: () => goTo({ kind: "home" }) } }, "Home"),
        messages ? h("button", { type: "button", class: "tab", "aria-current": isHome ? null : "page", on: { click: () => goTo({ kind: "channel", id: messages.id }) } }, "Messages") : null));
  } else {
    const name = channelLabel(channel);
    refill(head, h("div", { class: "place-title" }, channel?.is_im ? avatar(channel.im_user, name) : icon(channel?.is_private ? "lock" : "hash"), h("h1", {}, name)),
      channel?.topic ? h("p", { class: "topic" }, mrkdwn(channel.topic)) : null);
  }
  if (isHome) {
    refill(scroller, homePane);
    scroller.scrollTop = 0;
    drawHome(homePane);
  } else {
    if (log.parentNode !== scroller) refill(scroller, log);
    const title = channel?.is_im ? channelLabel(channel) : `#${channelLabel(channel)}`;
    log.setAttribute("aria-label", `Messages in ${title}`);
    composer.setPlace(store.place.id, `Message ${title}`);
  }
}

function showMessages() {
  const channel = store.place?.id;
  const messages = cache.get(channel);
  if (!messages) {
    list.show({ messages: [], channel, newSince: null });
    return;
  }
  list.show({ messages: messages.filter((message) => !message.thread_ts || message.thread_ts === message.ts), channel, newSince: newSince || null });
  if (document.visibilityState === "visible") markRead(store.user, channel, messages);
  drawThread();
  offerNewest();
}

function offerNewest() {
  at("newest").hidden = store.place?.kind !== "channel" || list.nearEnd();
}

function drawAll() {
  const names = JSON.stringify([store.user, store.state.users, store.state.channels.map((channel) => [channel.id, channel.name]), store.state.bot]);
  if (names !== namesDrawn) {
    namesDrawn = names;
    list.forget();
    drawActing();
    if (store.place?.kind === "channel") showMessages();
  }
  showClock(at("clock"));
  drawSide();
  if (store.place?.kind === "home") drawHome(homePane);
  if (store.place?.kind === "calendar") showCalendar(calendarPane);
  syncModals();
}

// ---- the thread beside the messages

function openThread(ts) {
  closePanel();
  const body = h("div", { class: "scroller" });
  const replies = new MessageList({ where: "thread", scroller: body });
  const writer = makeComposer({ label: "Reply", target: () => ({ channel: store.place?.id, thread_ts: ts }), onSent: () => replies.toEnd(), shortcuts: false });
  body.append(h("div", { role: "log", "aria-label": "Replies" }, replies.node));
  refill(threadPane,
    h("div", { class: "place" }, h("div", { class: "place-title" }, h("h2", {}, "Thread"), h("span", { class: "note" }, `#${channelLabel(findChannel(store.place.id))}`)), iconButton("close", "Close the thread", () => closeThread(true))),
    body, h("div", { class: "compose" }, writer.node));
  writer.setPlace(ts, "Reply…");
  threadPane.hidden = false;
  thread = { ts, replies };
  drawThread();
  writer.focus();
}

function closeThread(returnFocus = false) {
  const from = thread?.ts;
  thread = null;
  threadPane.hidden = true;
  refill(threadPane);
  if (returnFocus) list.node.querySelector(`.message[data-ts="${CSS.escape(from ?? "")}"]`)?.focus();
}

function drawThread() {
  if (!thread) return;
  const messages = cache.get(store.place?.id) ?? [];
  thread.replies.show({ messages: messages.filter((message) => message.ts === thread.ts || message.thread_ts === thread.ts), channel: store.place?.id });
}

// ---- start

function toggleSidebar(open) {
  document.body.classList.toggle("sidebar-open", open);
  fold.setAttribute("aria-expanded", String(open));
  at("shade").hidden = !open;
  if (open) sidebar.querySelector("button[aria-current]")?.focus();
}

fold.append(icon("menu"));
fold.addEventListener("click", () => toggleSidebar(!document.body.classList.contains("sidebar-open")));
at("shade").addEventListener("click", () => toggleSidebar(false));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (document.body.classList.contains("sidebar-open")) {
    toggleSidebar(false);
    fold.focus();
  } else if (thread) {
    closeThread(true);
  }
});
document.addEventListener("click", (event) => {
  const mention = event.target.closest?.("a[data-channel]");
  if (!mention) return;
  event.preventDefault();
  goTo({ kind: "channel", id: mention.dataset.channel }, { focus: true });
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  composer.focus();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && store.place?.kind === "channel") {
    markRead(store.user, store.place.id, cache.get(store.place.id) ?? []);
    drawSide();
  }
});
acting.addEventListener("change", () => actAs(acting.value));
at("newest").addEventListener("click", () => list.toEnd());
scroller.addEventListener("scroll", offerNewest, { passive: true });
onModalChange(refreshState);
// The clock of the sandbox may run by itself; no event tells of each minute.
setInterval(() => {
  if (document.visibilityState === "visible") refreshState();
}, 20000);

async function start() {
  const query = new URLSearchParams(location.search);
  if (!(await fetchState())) return;
  const wanted = (query.get("user") ?? "").replace(/^@/, "").toLowerCase();
  const people = store.state.users.filter((user) => !user.is_bot);
  const user = people.find((each) => [each.id, each.name, each.real_name].some((name) => name?.toLowerCase() === wanted)) ?? people[0];
  if (!user) {
    toast("This workspace has no users.");
    return;
  }
  store.user = user.id;
  await startAt(query.get("channel"));
}

listen();
start();
