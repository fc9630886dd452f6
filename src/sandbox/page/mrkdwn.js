// Slack's own text format, read the way Slack reads it; the result is DOM nodes, never markup.

import { h, link } from "./dom.js";
import { glyph } from "./emoji.js";
import { channelLabel, findChannel, store, userHandle } from "./store.js";
import { slackDate } from "./time.js";

/** Undoes the three escapes that Slack knows. */
export function unescapeText(text) {
  return text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

export function emojiNode(name, unicode) {
  const shown = unicode
    ? String.fromCodePoint(...unicode.split("-").map((point) => Number.parseInt(point, 16)).filter((point) => point > 0 && point < 0x110000))
    : glyph(name);
  if (!shown) return document.createTextNode(`:${name}:`);
  return h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, shown);
}

/** A plain_text object: emoji names are replaced (unless `emoji` is false), nothing else is read. */
export function plain(text, emoji = true) {
  const whole = unescapeText(String(text ?? ""));
  if (!emoji) return [document.createTextNode(whole)];
  const nodes = [];
  let rest = 0;
  for (const match of whole.matchAll(/:([a-z0-9_+'-]+)(?:::skin-tone-\d)?:/g)) {
    if (!glyph(match[1])) continue;
    nodes.push(document.createTextNode(whole.slice(rest, match.index)), emojiNode(match[1]));
    rest = match.index + match[0].length;
  }
  nodes.push(document.createTextNode(whole.slice(rest)));
  return nodes;
}

/** A text object of either kind. */
export function textObject(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text ?? "", { verbatim: object.verbatim === true });
  return plain(object.text, object.emoji !== false);
}

/** What a text object says, for labels and search: no markup, no emoji glyphs. */
export function textOnly(object) {
  if (!object) return "";
  return h("span", {}, textObject(object)).textContent;
}

export function userMention(id, label) {
  const known = userHandle(id);
  const shown = known === id && label ? label.replace(/^@/, "") : known;
  return h("span", { class: `mention${id === store.user ? " mention-me" : ""}` }, `@${shown}`);
}

export function channelMention(id, label) {
  const channel = findChannel(id);
  const shown = channel ? channelLabel(channel) : label || id;
  if (!channel) return h("span", { class: "mention" }, `#${shown}`);
  return h("a", { class: "mention", href: `?channel=${encodeURIComponent(id)}`, data: { channel: id } }, `#${shown}`);
}

export function groupMention(id, label) {
  return h("span", { class: "mention" }, `@${(label || id).replace(/^@/, "")}`);
}

export function broadcast(range) {
  return h("span", { class: "mention mention-me" }, `@${range}`);
}

export function dateNode(timestamp, format, address, fallback) {
  const at = Number(timestamp);
  const shown = Number.isFinite(at) && format ? slackDate(at, format) : fallback ?? "";
  const node = h("time", { title: fallback ?? "" }, shown);
  return address ? link(address, node) : node;
}

// `<…>`: mention, date, broadcast or link; anything else stays the text it is.
function angle(inner) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? null : unescapeText(inner.slice(bar + 1));
  if (/^@[UW][A-Z0-9]*$/i.test(target)) return userMention(target.slice(1), label);
  if (/^#[CG][A-Z0-9]*$/i.test(target)) return channelMention(target.slice(1), label);
  if (target.startsWith("!subteam^")) return groupMention(target.slice(9), label);
  if (target.startsWith("!date^")) {
    const [, timestamp, format, address] = target.split("^");
    return dateNode(timestamp, unescapeText(format ?? ""), address && unescapeText(address), label);
  }
  if (/^!(here|channel|everyone)$/.test(target)) return broadcast(target.slice(1));
  if (target.startsWith("!")) return label === null ? null : document.createTextNode(label);
  if (/^(https?:\/\/|mailto:|tel:)/i.test(target)) {
    const address = unescapeText(target);
    return link(address, label === null || label === "" ? address.replace(/^(mailto|tel):/i, "") : plain(label));
  }
  return null;
}

const WORD = /[\p{L}\p{N}]/u;
const STYLES = { "*": "strong", _: "em", "~": "del" };

/** Where the token that starts at `at` ends, if it is one that no style may cut through. */
function opaqueEnd(text, at) {
  if (text[at] === "<") {
    const end = text.indexOf(">", at);
    return end > at + 1 && !/[<\n]/.test(text.slice(at + 1, end)) ? end + 1 : null;
  }
  if (text[at] === "`") {
    const end = text.indexOf("`", at + 1);
    return end > at + 1 && !text.slice(at, end).includes("\n") ? end + 1 : null;
  }
  return null;
}

// A style opens after the start, a space or punctuation and before a non-space; it closes on the same line, the other way round.
function closing(text, at) {
  const sign = text[at];
  const before = text[at - 1] ?? " ";
  if (WORD.test(before) || before === sign || /[\s]/.test(text[at + 1] ?? " ") || text[at + 1] === sign) return -1;
  for (let end = at + 1; end < text.length && text[end] !== "\n"; end += 1) {
    const over = opaqueEnd(text, end);
    if (over !== null) {
      end = over - 1;
      continue;
    }
    if (text[end] !== sign || end === at + 1) continue;
    const after = text[end + 1] ?? " ";
    if (!/\s/.test(text[end - 1]) && !WORD.test(after) && after !== sign) return end;
  }
  return -1;
}

/** Text inside code: nothing is styled, and a link shows its label alone. */
function literal(text) {
  return unescapeText(text.replace(/<(?:(?:https?|mailto|tel):[^<>|\s]*\|)([^<>]*)>|<((?:https?|mailto|tel):[^<>|\s]*)>/g, (_, label, bare) => label ?? bare));
}

function inline(text, options) {
  const nodes = [];
  let buffer = "";
  const flush = () => {
    if (buffer !== "") nodes.push(document.createTextNode(unescapeText(buffer)));
    buffer = "";
  };
  for (let at = 0; at < text.length; ) {
    const sign = text[at];
    const over = opaqueEnd(text, at);
    if (over !== null && sign === "`") {
      flush();
      nodes.push(h("code", {}, literal(text.slice(at + 1, over - 1))));
      at = over;
      continue;
    }
    if (over !== null && sign === "<") {
      const node = angle(text.slice(at + 1, over - 1));
      if (node) {
        flush();
        nodes.push(node);
        at = over;
        continue;
      }
    }
    if (sign in STYLES) {
      const end = closing(text, at);
      if (end > 0) {
        flush();
        nodes.push(h(STYLES[sign], {}, inline(text.slice(at + 1, end), options)));
        at = end + 1;
        continue;
      }
    }
    if (sign === ":") {
      const match = /^:([a-z0-9_+'-]+)(?:::skin-tone-\d)?:/.exec(text.slice(at, at + 60));
      if (match && glyph(match[1])) {
        flush();
        nodes.push(emojiNode(match[1]));
        at += match[0].length;
        continue;
      }
    }
    if (sign === "h" && !options.verbatim && !WORD.test(text[at - 1] ?? " ")) {
      const match = /^https?:\/\/[^\s<>|"]+[^\s<>|".,;:!?)*_~']/.exec(text.slice(at, at + 2000));
      if (match) {
        flush();
        const address = unescapeText(match[0]);
        nodes.push(link(address, address));
        at += match[0].length;
        continue;
      }
    }
    if (sign === "\n") {
      flush();
      nodes.push(h("br"));
    } else {
      buffer += sign;
    }
    at += 1;
  }
  flush();
  return nodes;
}

const QUOTE = /^(?:>|&gt;) ?/;
const QUOTE_REST = /^(?:>>>|&gt;&gt;&gt;) ?/;

/** Lines into paragraphs and quotes. */
function flow(text, options) {
  const nodes = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; ) {
    if (QUOTE_REST.test(lines[at])) {
      const quoted = [lines[at].replace(QUOTE_REST, ""), ...lines.slice(at + 1)].join("\n");
      nodes.push(h("blockquote", {}, inline(quoted, options)));
      return nodes;
    }
    const quote = QUOTE.test(lines[at]);
    let end = at;
    while (end < lines.length && QUOTE.test(lines[end]) === quote && (end === at || !QUOTE_REST.test(lines[end]))) end += 1;
    const part = lines.slice(at, end);
    if (quote) nodes.push(h("blockquote", {}, inline(part.map((line) => line.replace(QUOTE, "")).join("\n"), options)));
    else nodes.push(...inline(part.join("\n"), options));
    at = end;
  }
  return nodes;
}

/** A whole mrkdwn text. `verbatim` leaves bare addresses alone. */
export function mrkdwn(text, options = {}) {
  const nodes = [];
  const parts = String(text).split("```");
  // Without its closing fence the last one is only three characters.
  if (parts.length % 2 === 0) parts.push(`${parts.splice(-2, 1)[0]}\`\`\`${parts.pop()}`);
  parts.forEach((part, index) => {
    if (index % 2 === 1) {
      nodes.push(h("pre", {}, literal(part.replace(/^\n/, "").replace(/\n$/, ""))));
      return;
    }
    let rest = part;
    if (index > 0) rest = rest.replace(/^\n/, "");
    if (index < parts.length - 1) rest = rest.replace(/\n$/, "");
    if (rest !== "") nodes.push(...flow(rest, options));
  });
  return nodes;
}
