// The rich_text block: text that Slack does not parse, so quotes from customers are safe in it.

import { h, link, put } from "./dom.js";
import { broadcast, channelMention, dateNode, emojiNode, groupMention, userMention } from "./mrkdwn.js";

function styled(nodes, style = {}) {
  let inner = nodes;
  const wrap = (tag, extra) => {
    inner = [h(tag, extra, inner)];
  };
  if (style.code) wrap("code");
  if (style.bold) wrap("strong");
  if (style.italic) wrap("em");
  if (style.underline) wrap("u");
  if (style.strike) wrap("del");
  if (style.highlight || style.client_highlight) wrap("mark");
  return inner;
}

function lines(text) {
  return String(text)
    .split("\n")
    .flatMap((line, index) => (index === 0 ? [line] : [h("br"), line]));
}

function piece(element) {
  switch (element.type) {
    case "text":
      return styled(lines(element.text), element.style);
    case "link":
      return styled([link(element.url, element.text || element.url)], element.style);
    case "emoji":
      return styled([emojiNode(element.name, element.unicode)], element.style);
    case "user":
      return styled([userMention(element.user_id)], element.style);
    case "usergroup":
      return styled([groupMention(element.usergroup_id)], element.style);
    case "channel":
      return styled([channelMention(element.channel_id)], element.style);
    case "team":
      return [h("span", { class: "mention" }, element.team_id)];
    case "broadcast":
      return styled([broadcast(element.range)], element.style);
    case "date":
      return styled([dateNode(element.timestamp, element.format, element.url, element.fallback)], element.style);
    case "color":
      return [h("code", {}, element.value)];
    default:
      return [h("span", { class: "unsupported-inline" }, `unsupported rich text element: ${element.type}`)];
  }
}

/** The inline elements of a section, quote or table cell. */
export function richPieces(elements) {
  return (elements ?? []).flatMap(piece);
}

function list(element) {
  const node = h(element.style === "ordered" ? "ol" : "ul", {
    class: `rich-list indent-${Math.min(element.indent ?? 0, 8)}${element.border ? " bordered" : ""}`,
    start: element.style === "ordered" && element.offset ? element.offset + 1 : null,
  });
  for (const item of element.elements ?? []) put(node, h("li", {}, richPieces(item.elements)));
  return node;
}

/** The contents of a rich_text block. */
export function richText(elements) {
  return (elements ?? []).map((element) => {
    switch (element.type) {
      case "rich_text_section":
        return h("div", { class: "rich-section" }, richPieces(element.elements));
      case "rich_text_quote":
        return h("blockquote", { class: element.border ? "bordered" : null }, richPieces(element.elements));
      case "rich_text_preformatted":
        return h("pre", {}, richPieces(element.elements));
      case "rich_text_list":
        return list(element);
      default:
        return h("div", { class: "unsupported" }, `unsupported rich text element: ${element.type}`);
    }
  });
}
