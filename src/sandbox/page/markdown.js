// The markdown block: the common part of standard Markdown, as DOM nodes.

import { h, link } from "./dom.js";
import { emojiNode } from "./mrkdwn.js";
import { glyph } from "./emoji.js";

const INLINE = [
  [/^`([^`\n]+)`/, (match) => h("code", {}, match[1])],
  [/^\[([^\]\n]+)\]\(([^)\s]+)\)/, (match) => link(match[2], inline(match[1]))],
  [/^<(https?:\/\/[^>\s]+)>/, (match) => link(match[1], match[1])],
  [/^(?:\*\*\*|___)(?=\S)([^\n]+?\S|\S)(?:\*\*\*|___)/, (match) => h("strong", {}, h("em", {}, inline(match[1])))],
  [/^\*\*(?=\S)([^\n]*?\S)\*\*/, (match) => h("strong", {}, inline(match[1]))],
  [/^__(?=\S)([^\n]*?\S)__/, (match) => h("strong", {}, inline(match[1]))],
  [/^~~(?=\S)([^\n]*?\S)~~/, (match) => h("del", {}, inline(match[1]))],
  [/^\*(?=\S)([^*\n]*?[^\s*])\*/, (match) => h("em", {}, inline(match[1]))],
  [/^_(?=\S)([^_\n]*?[^\s_])_(?![\p{L}\p{N}])/u, (match) => h("em", {}, inline(match[1]))],
  [/^:([a-z0-9_+'-]+):/, (match) => (glyph(match[1]) ? emojiNode(match[1]) : null)],
  [/^https?:\/\/[^\s<>"]+[^\s<>".,;:!?)*_~']/, (match) => link(match[0], match[0])],
];

function inline(text) {
  const nodes = [];
  let buffer = "";
  let at = 0;
  outer: while (at < text.length) {
    if (text[at] === "\\" && /[\\`*_{}[\]()#+\-.!~>|]/.test(text[at + 1] ?? "")) {
      buffer += text[at + 1];
      at += 2;
      continue;
    }
    const inWord = /[\p{L}\p{N}]/u.test(text[at - 1] ?? " ");
    if (/[`[<*_~:h]/.test(text[at]) && !(inWord && /[_h]/.test(text[at]))) {
      const rest = text.slice(at, at + 3000);
      for (const [pattern, make] of INLINE) {
        const match = pattern.exec(rest);
        const node = match && make(match);
        if (node) {
          if (buffer !== "") nodes.push(buffer);
          buffer = "";
          nodes.push(node);
          at += match[0].length;
          continue outer;
        }
      }
    }
    if (text[at] === "\n") {
      if (buffer !== "") nodes.push(buffer);
      buffer = "";
      nodes.push(h("br"));
    } else {
      buffer += text[at];
    }
    at += 1;
  }
  if (buffer !== "") nodes.push(buffer);
  return nodes;
}

function cells(line) {
  return line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
}

/** A whole markdown text. */
export function markdown(text) {
  const lines = String(text).split("\n");
  const nodes = [];
  const item = /^( *)([-*+]|\d+[.)]) +(.*)$/;
  let at = 0;
  const take = (test) => {
    const from = at;
    while (at < lines.length && test(lines[at])) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at];
    const fence = /^```/.test(line);
    const heading = /^(#{1,6}) +(.*?)#*$/.exec(line);
    if (line.trim() === "") {
      at += 1;
    } else if (fence) {
      at += 1;
      nodes.push(h("pre", {}, take((next) => !/^```/.test(next)).join("\n")));
      at += 1;
    } else if (heading) {
      // The page itself owns the first level of headings.
      nodes.push(h(`h${Math.min(heading[1].length + 1, 6)}`, { class: `markdown-heading level-${heading[1].length}` }, inline(heading[2])));
      at += 1;
    } else if (/^ *([-*_])( *\1){2,} *$/.test(line)) {
      nodes.push(h("hr"));
      at += 1;
    } else if (/^ *>/.test(line)) {
      nodes.push(h("blockquote", {}, markdown(take((next) => /^ *>/.test(next)).map((next) => next.replace(/^ *> ?/, "")).join("\n"))));
    } else if (line.includes("|") && /^ *\|?[ :|-]+$/.test(lines[at + 1] ?? "") && (lines[at + 1] ?? "").includes("-")) {
      const [head, , ...rows] = take((next) => next.includes("|"));
      nodes.push(
        h("div", { class: "table-scroll", tabindex: "0", role: "group", "aria-label": "Table" },
          h("table", {},
            h("thead", {}, h("tr", {}, cells(head).map((cell) => h("th", { scope: "col" }, inline(cell))))),
            h("tbody", {}, rows.map((row) => h("tr", {}, cells(row).map((cell) => h("td", {}, inline(cell)))))),
          ),
        ),
      );
    } else if (item.test(line)) {
      const found = take((next) => item.test(next) || (/^ {2,}\S/.test(next) && next.trim() !== ""));
      const ordered = /\d/.test(item.exec(line)[2]);
      const list = h(ordered ? "ol" : "ul", { class: "rich-list", start: ordered ? Number.parseInt(item.exec(line)[2], 10) : null });
      for (const entry of found) {
        const match = item.exec(entry);
        if (match) list.append(h("li", { class: `indent-${Math.min(Math.floor(match[1].length / 2), 8)}` }, inline(match[3])));
        else list.lastChild.append(" ", ...inline(entry.trim()));
      }
      nodes.push(list);
    } else {
      const starts = (next) => next.trim() === "" || /^(```|#{1,6} | *>)/.test(next) || item.test(next);
      const first = lines[at];
      at += 1;
      nodes.push(h("p", {}, inline([first, ...take((next) => !starts(next))].join("\n"))));
    }
  }
  return nodes;
}
