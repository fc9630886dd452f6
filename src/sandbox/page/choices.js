// Things that open under a button or a field: menus, small panels and the searchable list of a select.

import { freshId, h, icon, iconButton, put, refill } from "./dom.js";

let openPanel = null;

/** Closes the menu or panel that is open, if any. */
export function closePanel(returnFocus = false) {
  openPanel?.close(returnFocus);
}

/** Puts a fixed box under (or above) its anchor and inside the window. */
export function placeUnder(box, anchor, { matchWidth = false } = {}) {
  const at = anchor.getBoundingClientRect();
  if (matchWidth) box.style.minWidth = `${at.width}px`;
  box.style.maxHeight = "";
  const size = box.getBoundingClientRect();
  const below = window.innerHeight - at.bottom - 8;
  const above = at.top - 8;
  const up = size.height > below && above > below;
  box.style.maxHeight = `${Math.max(120, up ? above : below)}px`;
  const height = Math.min(size.height, up ? above : below);
  box.style.top = `${up ? at.top - height - 4 : at.bottom + 4}px`;
  box.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - size.width - 8))}px`;
}

/** Opens a panel at `anchor` with focus inside; Escape, Tab out and a click elsewhere close it. */
export function showPanel(anchor, node, { onKey } = {}) {
  closePanel();
  const host = anchor.closest("dialog") ?? document.body;
  host.append(node);
  placeUnder(node, anchor);
  anchor.setAttribute("aria-expanded", "true");
  const outside = (event) => {
    if (!node.contains(event.target) && !anchor.contains(event.target)) panel.close(false);
  };
  const moved = () => panel.close(false);
  const keys = (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      panel.close(true);
    } else if (event.key === "Tab") {
      panel.close(true);
    } else {
      onKey?.(event);
    }
  };
  const panel = {
    anchor,
    close(returnFocus) {
      document.removeEventListener("pointerdown", outside, true);
      window.removeEventListener("resize", moved);
      node.remove();
      anchor.setAttribute("aria-expanded", "false");
      if (openPanel === panel) openPanel = null;
      if (returnFocus) {
        const again = anchor.isConnected ? anchor : [...document.querySelectorAll("[data-key]")].find((other) => other.dataset.key === anchor.dataset.key);
        again?.focus();
      }
    },
  };
  node.addEventListener("keydown", keys);
  node.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !node.contains(event.relatedTarget) && !anchor.contains(event.relatedTarget)) panel.close(false);
  });
  document.addEventListener("pointerdown", outside, true);
  window.addEventListener("resize", moved);
  openPanel = panel;
  return panel;
}

/** A menu of `{ label (string or nodes), note?, danger?, href?, choose }`; a second press on the anchor closes it. */
export function showMenu(anchor, label, entries) {
  if (openPanel?.anchor === anchor) {
    closePanel(true);
    return;
  }
  const items = entries.map((entry) =>
    h(entry.href ? "a" : "button",
      {
        type: entry.href ? null : "button", href: entry.href, target: entry.href ? "_blank" : null, rel: entry.href ? "noopener noreferrer" : null,
        role: "menuitem", tabindex: "-1", class: `menu-item${entry.danger ? " danger" : ""}`,
        on: {
          click: () => {
            closePanel(true);
            entry.choose?.();
          },
        },
      },
      h("span", {}, entry.label),
      entry.note ? h("span", { class: "note" }, entry.note) : null,
    ),
  );
  const menu = h("div", { class: "panel menu", role: "menu", "aria-label": label }, items);
  showPanel(anchor, menu, {
    onKey(event) {
      const at = items.indexOf(document.activeElement);
      const next = { ArrowDown: (at + 1) % items.length, ArrowUp: (at - 1 + items.length) % items.length, Home: 0, End: items.length - 1 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      items[next].focus();
    },
  });
  items[0]?.focus();
}

/**
 * A select as Slack shows it: a field to search in with a list under it (the ARIA combobox pattern).
 * `options`: `[{ group?, label, note?, value }]`; or `load(query)` that returns such a list from outside.
 * `onChange` gets the chosen options. With `multi`, the chosen ones are chips before the field.
 */
export function choiceField({ label, labelledBy, describedBy, key, id, placeholder, options = [], load, minimum = 0, multi = false, most = Infinity, chosen = [], clearable = false, focusOnLoad = false, onChange }) {
  const listId = freshId("list");
  let selected = [...chosen];
  let shown = [];
  let active = -1;
  let typed = false;
  let turn = 0;

  const input = h("input", {
    type: "text", id, role: "combobox", autocomplete: "off", spellcheck: "false", class: "choice-input", placeholder,
    "aria-label": labelledBy ? null : label, "aria-labelledby": labelledBy, "aria-describedby": describedBy,
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId, data: { key, focusOnLoad: focusOnLoad ? "yes" : null },
  });
  const list = h("ul", { id: listId, role: "listbox", class: "panel choice-list", "aria-label": label || placeholder || "Options", "aria-multiselectable": multi || null, hidden: true });
  const chips = h("span", { class: "chips" });
  const clear = clearable && !multi ? iconButton("close", "Clear the choice", () => change([]), { class: "choice-clear" }) : null;
  const box = h("div", { class: `choice${multi ? " multi" : ""}` }, chips, input, clear, h("span", { class: "chevron" }, icon("chevron")), list);

  const same = (a, b) => JSON.stringify(a.value) === JSON.stringify(b.value);

  function show() {
    refill(chips, multi
      ? selected.map((option) =>
          h("span", { class: "chip" }, option.label,
            h("button", { type: "button", "aria-label": `Remove ${option.label}`, on: { click: () => change(selected.filter((other) => other !== option)) } }, "×")))
      : []);
    if (!multi) input.value = selected[0]?.label ?? "";
    input.placeholder = multi && selected.length > 0 ? "" : placeholder ?? "";
    if (clear) clear.hidden = selected.length === 0;
  }

  function change(next) {
    selected = next;
    show();
    onChange(selected);
    if (multi && !list.hidden) draw();
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
    typed = false;
    document.removeEventListener("scroll", follow, true);
  }

  function follow(event) {
    if (!list.contains(event.target)) placeUnder(list, box, { matchWidth: true });
  }

  function highlight(next) {
    active = next;
    [...list.querySelectorAll("[role=option]")].forEach((node, index) => {
      node.classList.toggle("active", index === active);
      if (index === active) {
        node.scrollIntoView({ block: "nearest" });
        input.setAttribute("aria-activedescendant", node.id);
      }
    });
  }

  function pick(option) {
    if (multi) {
      const has = selected.some((other) => same(other, option));
      if (!has && selected.length >= most) return;
      input.value = "";
      typed = false;
      change(has ? selected.filter((other) => !same(other, option)) : [...selected, option]);
    } else {
      close();
      change([option]);
    }
  }

  function draw(message) {
    list.replaceChildren();
    let group;
    shown.forEach((option, index) => {
      if (option.group !== group) {
        group = option.group;
        if (group) list.append(h("li", { role: "presentation", class: "choice-group" }, group));
      }
      const is = selected.some((other) => same(other, option));
      list.append(
        h("li", {
          id: `${listId}-${index}`, role: "option", "aria-selected": String(is),
          on: {
            pointerdown: (event) => event.preventDefault(),
            click: () => pick(option),
          },
        }, h("span", {}, option.label), option.note ? h("span", { class: "note" }, option.note) : null),
      );
    });
    if (message || shown.length === 0) list.append(h("li", { role: "presentation", class: "choice-empty" }, message ?? "No matches"));
    highlight(Math.min(active < 0 && typed ? 0 : active, shown.length - 1));
    placeUnder(list, box, { matchWidth: true });
  }

  async function open() {
    if (list.hidden) {
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      document.addEventListener("scroll", follow, true);
    }
    const query = typed ? input.value.trim() : "";
    if (!load) {
      const wanted = query.toLowerCase();
      shown = options.filter((option) => wanted === "" || option.label.toLowerCase().includes(wanted) || option.group?.toLowerCase().includes(wanted));
      draw();
      return;
    }
    turn += 1;
    const mine = turn;
    if (query.length < minimum) {
      shown = [];
      draw(`Type ${minimum} or more characters`);
      return;
    }
    shown = [];
    draw("Searching…");
    const found = await load(query);
    if (mine !== turn || list.hidden) return;
    shown = found ?? [];
    draw(found ? undefined : "The options could not be loaded");
  }

  put(box);
  input.addEventListener("pointerdown", () => (list.hidden ? open() : null));
  box.addEventListener("click", (event) => {
    if (event.target === box || event.target.closest(".chevron")) {
      input.focus();
      open();
    }
  });
  input.addEventListener("input", () => {
    typed = true;
    active = -1;
    open();
  });
  input.addEventListener("blur", () => {
    close();
    if (multi) input.value = "";
    else input.value = selected[0]?.label ?? "";
  });
  input.addEventListener("keydown", (event) => {
    const visible = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!visible) open();
      else if (shown.length > 0) highlight((active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1) + shown.length) % shown.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (visible && shown[active]) pick(shown[active]);
      else if (!visible) open();
    } else if (event.key === "Escape" && visible) {
      event.preventDefault();
      event.stopPropagation();
      close();
      show();
    } else if (event.key === "Backspace" && multi && input.value === "" && selected.length > 0) {
      change(selected.slice(0, -1));
    }
  });
  show();
  return box;
}
