// Building blocks for the page: every piece of text becomes a text node, so foreign text can never become markup.

let counter = 0;

/** A fresh id for `for`, `aria-labelledby` and the like. */
export function freshId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

/**
 * Makes an element: `h("button", { class: "x", on: { click } }, "Send")`.
 * Attributes that are null, undefined or false are left out; strings among the children become text nodes.
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    } else if (name === "data") {
      for (const [key, content] of Object.entries(value)) {
        if (content !== null && content !== undefined) node.dataset[key] = content;
      }
    } else if (name === "value" || name === "checked" || name === "disabled" || name === "selected") {
      node[name] = value;
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  put(node, children);
  return node;
}

/** Appends children, flattening lists and skipping what is empty. */
export function put(node, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** Replaces everything inside `node`. */
export function refill(node, ...children) {
  node.replaceChildren();
  return put(node, ...children);
}

const ICONS = {
  menu: "M3 6h18M3 12h18M3 18h18",
  close: "M5 5l14 14M19 5L5 19",
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  calendar: "M4 6h16v14H4zM4 10.5h16M8 3v5M16 3v5",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  react: "M12 3a9 9 0 1 0 9 9M8 10h.01M15 10h.01M8 14.5c2 2.3 6 2.3 8 0M19 2v6M16 5h6",
  thread: "M4 4h16v12H10l-5 4v-4H4zM8 8.5h8M8 12h5",
  send: "M4 4l17 8-17 8 2.5-8zM6.5 12H13",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  hash: "M9.5 4l-2 16M16.5 4l-2 16M4.5 9h16M3.5 15h16",
  bolt: "M13 2L5 13.5h6L10 22l8.5-12H12z",
  at: "M16 8v5.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-3.5 7.1M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5.5l3.5 2",
  forward: "M4 5l8 7-8 7zM13 5l8 7-8 7z",
  chevron: "M6 9l6 6 6-6",
  eye: "M2.5 12C6 5.5 18 5.5 21.5 12 18 18.5 6 18.5 2.5 12M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
  down: "M12 4v15M5.5 13L12 19.5l6.5-6.5",
  play: "M7 4l13 8-13 8z",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
};

/** A line icon; decoration only, the label belongs on the button. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon icon-${name}`);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name] ?? ICONS.more);
  svg.append(path);
  return svg;
}

/** A button that shows an icon alone and says its name to everyone who cannot see it. */
export function iconButton(name, label, onClick, extra = {}) {
  return h(
    "button",
    { type: "button", "aria-label": label, title: label, ...extra, class: `icon-button ${extra.class ?? ""}`, on: { click: onClick } },
    icon(name),
  );
}

/**
 * Runs `change`, which rebuilds something, and puts the focus and the caret back where they were:
 * the element is found again by its `data-key`.
 */
export function keepFocus(root, change) {
  const active = document.activeElement;
  const key = active && root.contains(active) ? active.dataset.key : undefined;
  const range = key && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  change();
  if (!key || (document.activeElement && document.activeElement !== document.body && root.contains(document.activeElement))) return;
  const again = [...root.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key);
  if (!again) return;
  again.focus({ preventScroll: true });
  if (range && range[0] !== null && "setSelectionRange" in again) {
    try {
      again.setSelectionRange(range[0], range[1]);
    } catch {
      // Inputs of type date, number and e-mail have no caret to restore.
    }
  }
}

/** Calls `action` once, `delay` milliseconds after the last of a burst of calls. */
export function coalesce(delay, action) {
  let timer = null;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), delay);
  };
}

/** An address that may be opened from a message, or null: no `javascript:` and no `data:` pages. */
export function safeAddress(address) {
  if (typeof address !== "string") return null;
  try {
    const url = new URL(address, location.href);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** The address of a picture that this page may show (same origin or data), or null. */
export function localPicture(address) {
  if (typeof address !== "string" || address === "") return null;
  if (/^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(address)) return address;
  try {
    const url = new URL(address, location.href);
    return url.origin === location.origin ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that opens in a new tab, or the plain children where the address is not a safe one. */
export function link(address, ...children) {
  const href = safeAddress(address);
  if (!href) return h("span", {}, ...children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}
