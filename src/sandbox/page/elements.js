// The interactive elements of Block Kit: what one sees, what it remembers, what it sends.

import { attempt, upload } from "./api.js";
import { choiceField, showMenu } from "./choices.js";
import { freshId, h, icon, keepFocus, refill, safeAddress } from "./dom.js";
import { askToConfirm } from "./confirm.js";
import { plain, textObject, textOnly } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { channelLabel, isBot, store, userLabel } from "./store.js";
import { clockTime, isoDate, moment } from "./time.js";

/*
 * Every function below gets `(element, place)`; `place` is
 * { context, block, input, dispatch, label, labelledBy, describedBy, id }:
 * - context: { form, key, send(block, action), suggest(block, action, query), channel }
 * - input: inside an input block; then only `dispatch` sends a click, and the value waits for the submit
 */

function actionOf(element, value) {
  return { ...value, type: element.type, action_id: element.action_id };
}

function focusKey(element, place) {
  return `${place.context.key}/${place.block}/${element.action_id ?? ""}`;
}

function naming(element, place) {
  return {
    id: place.id,
    "aria-label": place.labelledBy || place.id ? null : place.label || textOnly(element.placeholder) || element.action_id,
    "aria-labelledby": place.labelledBy,
    "aria-describedby": place.describedBy,
    data: { key: focusKey(element, place), focusOnLoad: element.focus_on_load ? "yes" : null },
  };
}

/** Remembers a new value and, where the element is to react at once, sends it. */
async function changed(element, place, value, redraw) {
  const acts = !place.input || place.dispatch;
  if (acts && element.confirm && !(await askToConfirm(element.confirm))) {
    redraw?.();
    return;
  }
  place.context.form.set(place.block, element.action_id, { type: element.type, ...value });
  if (acts) await place.context.send(place.block, actionOf(element, value));
}

function remembered(element, place, initial) {
  return place.context.form.take(place.block, element.action_id, { type: element.type, ...initial });
}

/** Draws a field that can be drawn anew when the person takes a choice back. */
function redrawable(draw) {
  const node = h("span", { class: "element" });
  const again = () => keepFocus(node, () => refill(node, draw(again)));
  again();
  return node;
}

function button(element, place) {
  const press = async (event) => {
    const node = event.currentTarget;
    if (node.getAttribute("aria-busy") === "true") return;
    if (element.confirm && !(await askToConfirm(element.confirm))) return;
    const address = element.url && safeAddress(element.url);
    if (address) window.open(address, "_blank", "noopener,noreferrer");
    node.setAttribute("aria-busy", "true");
    await place.context.send(place.block, actionOf(element, { value: element.value }));
    node.setAttribute("aria-busy", "false");
  };
  const style = { primary: " primary", danger: " danger" }[element.style] ?? "";
  return h("button",
    {
      type: "button", class: `button${style}`, "aria-label": element.accessibility_label,
      data: { key: `${focusKey(element, place)}/${element.value ?? ""}`, action: element.action_id }, on: { click: press },
    },
    plain(element.text?.text, element.text?.emoji !== false),
    element.url ? h("span", { class: "visually-hidden" }, " (opens in a new tab)") : null,
  );
}

function overflow(element, place) {
  const open = (event) => {
    const anchor = event.currentTarget;
    showMenu(anchor, "More actions", (element.options ?? []).map((option) => ({
      label: textObject(option.text),
      note: option.description ? textOnly(option.description) : null,
      href: option.url ? safeAddress(option.url) : null,
      choose: async () => {
        if (element.confirm && !(await askToConfirm(element.confirm))) return;
        await place.context.send(place.block, actionOf(element, { selected_option: option }));
      },
    })));
  };
  return h("button",
    {
      type: "button", class: "button square", "aria-label": "More actions", title: "More actions", "aria-haspopup": "menu", "aria-expanded": "false",
      data: { key: focusKey(element, place), action: element.action_id }, on: { click: open },
    },
    icon("more"),
  );
}

function asChoice(option, group) {
  return { label: textOnly(option.text), note: option.description ? textOnly(option.description) : null, group, value: option };
}

/** The choices of `options` or `option_groups`, in one list. */
function choicesOf(element) {
  return [
    ...(element.options ?? []).map((option) => asChoice(option)),
    ...(element.option_groups ?? []).flatMap((group) => (group.options ?? []).map((option) => asChoice(option, textOnly(group.label)))),
  ];
}

function userChoices() {
  const users = [...(store.state?.users ?? [])].sort((a, b) => Number(isBot(a.id)) - Number(isBot(b.id)));
  return users.map((user) => ({ label: userLabel(user), note: user.title || null, value: user.id }));
}

function conversationChoices(element) {
  const filter = element.filter ?? {};
  const kind = (channel) => (channel.is_im ? "im" : channel.is_private ? "private" : "public");
  return (store.state?.channels ?? [])
    .filter((channel) => (element.type.includes("channels") ? kind(channel) === "public" : !filter.include || filter.include.includes(kind(channel))))
    .filter((channel) => !(filter.exclude_bot_users && channel.is_im && isBot(channel.im_user)))
    .map((channel) => ({ label: `${channel.is_im ? "@" : "#"}${channelLabel(channel)}`, value: channel.id }));
}

/** Where each kind of select keeps its value: `[field for one, field for many]`. */
const SELECTS = {
  static: ["selected_option", "selected_options"],
  external: ["selected_option", "selected_options"],
  users: ["selected_user", "selected_users"],
  channels: ["selected_channel", "selected_channels"],
  conversations: ["selected_conversation", "selected_conversations"],
};
const INITIALS = {
  selected_option: "initial_option", selected_options: "initial_options", selected_user: "initial_user", selected_users: "initial_users",
  selected_channel: "initial_channel", selected_channels: "initial_channels",
  selected_conversation: "initial_conversation", selected_conversations: "initial_conversations",
};

function select(element, place) {
  const multi = element.type.startsWith("multi_");
  const kind = element.type.replace("multi_", "").replace("_select", "");
  const field = SELECTS[kind][multi ? 1 : 0];
  let initial = element[INITIALS[field]] ?? (multi ? [] : null);
  if (kind === "conversations" && element.default_to_current_conversation && place.context.channel && (multi ? initial.length === 0 : !initial)) {
    initial = multi ? [place.context.channel] : place.context.channel;
  }
  const options = kind === "users" ? userChoices() : kind === "channels" || kind === "conversations" ? conversationChoices(element) : choicesOf(element);
  const label = (value) => (typeof value === "string" ? (options.find((option) => option.value === value)?.label ?? value) : textOnly(value?.text));

  return redrawable((again) => {
    const value = remembered(element, place, { [field]: initial })[field];
    const chosen = (multi ? value : value ? [value] : []).map((each) => ({ label: label(each), value: each }));
    const names = naming(element, place);
    return choiceField({
      id: names.id, label: names["aria-label"] ?? place.label, labelledBy: names["aria-labelledby"], describedBy: names["aria-describedby"],
      key: names.data.key, focusOnLoad: element.focus_on_load, placeholder: textOnly(element.placeholder) || (multi ? "Choose options" : "Choose an option"),
      options, multi, most: element.max_selected_items ?? Infinity, chosen, clearable: place.input && place.optional,
      minimum: element.min_query_length ?? 3,
      load: kind === "external"
        ? async (query) => {
            const answer = await place.context.suggest(place.block, element.action_id, query);
            return answer ? choicesOf(answer) : null;
          }
        : undefined,
      onChange: (list) => changed(element, place, { [field]: multi ? list.map((option) => option.value) : (list[0]?.value ?? null) }, again),
    });
  });
}

/** An input of the browser whose value is sent when it is left or set. */
function native(element, place, { attributes, initial, shown, read, field }) {
  return redrawable((again) => {
    const value = remembered(element, place, { [field]: initial })[field];
    let sent = shown(value);
    let timer = null;
    const settle = (node) => {
      clearTimeout(timer);
      if (node.value === sent) return;
      sent = node.value;
      changed(element, place, { [field]: read(node.value) }, again);
    };
    const names = naming(element, place);
    return h("input", {
      ...attributes, ...names, class: "text-field narrow", value: sent,
      on: {
        // A date that is typed passes through half-typed dates, so wait until the person pauses or leaves the field.
        change: (event) => {
          const node = event.currentTarget;
          if (place.input && !place.dispatch) settle(node);
          else {
            clearTimeout(timer);
            timer = setTimeout(() => settle(node), 700);
          }
        },
        blur: (event) => settle(event.currentTarget),
      },
    });
  });
}

function datepicker(element, place) {
  return native(element, place, {
    attributes: { type: "date" }, field: "selected_date", initial: element.initial_date ?? null, shown: (value) => value ?? "", read: (text) => text || null,
  });
}

function timepicker(element, place) {
  return native(element, place, {
    attributes: { type: "time" }, field: "selected_time", initial: element.initial_time ?? null, shown: (value) => value ?? "", read: (text) => text || null,
  });
}

function datetimepicker(element, place) {
  return native(element, place, {
    attributes: { type: "datetime-local" }, field: "selected_date_time", initial: element.initial_date_time ?? null,
    shown: (value) => (value ? `${isoDate(value)}T${clockTime(value)}` : ""), read: (text) => moment(text),
  });
}

function typedInput(element, place) {
  const many = element.multiline === true || element.type === "rich_text_input";
  const rich = element.type === "rich_text_input";
  const wrap = (text) => {
    if (!rich) return { value: text === "" ? null : text };
    if (text === "") return { rich_text_value: null };
    return { rich_text_value: { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] } };
  };
  const unwrap = (value) => (rich ? richText(value?.elements).map((node) => node.textContent).join("\n") : (value ?? ""));
  const start = rich ? { rich_text_value: element.initial_value ?? null } : { value: element.initial_value ?? null };
  const value = remembered(element, place, start);
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const counter = element.max_length ? h("span", { class: "counter", "aria-hidden": "true" }) : null;
  const type = { number_input: "text", email_text_input: "email", url_text_input: "url" }[element.type] ?? "text";
  const node = h(many ? "textarea" : "input", {
    ...naming(element, place), class: "text-field", type: many ? null : type, rows: many ? 4 : null, autocomplete: "off",
    inputmode: element.type === "number_input" ? (element.is_decimal_allowed ? "decimal" : "numeric") : null,
    placeholder: textOnly(element.placeholder) || null, maxlength: element.max_length, minlength: element.min_length,
    value: unwrap(rich ? value.rich_text_value : value.value),
  });
  const count = () => {
    if (counter) counter.textContent = String(element.max_length - node.value.length);
  };
  const remember = () => place.context.form.set(place.block, element.action_id, { type: element.type, ...wrap(node.value) });
  const send = () => place.context.send(place.block, actionOf(element, wrap(node.value)));
  let timer = null;
  node.addEventListener("input", () => {
    remember();
    count();
    if (place.dispatch && triggers.includes("on_character_entered")) {
      clearTimeout(timer);
      timer = setTimeout(send, 300);
    }
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (place.dispatch && triggers.includes("on_enter_pressed") && !many) {
      event.preventDefault();
      send();
    }
  });
  count();
  return counter ? h("span", { class: "element counted" }, node, counter) : node;
}

function choiceSet(element, place) {
  const radio = element.type === "radio_buttons";
  const same = (a, b) => a?.value === b?.value;
  return redrawable((again) => {
    const value = remembered(element, place, radio ? { selected_option: element.initial_option ?? null } : { selected_options: element.initial_options ?? [] });
    const chosen = radio ? [value.selected_option].filter(Boolean) : value.selected_options;
    const group = freshId("group");
    const names = naming(element, place);
    const inputs = (element.options ?? []).map((option, index) => {
      const note = option.description ? freshId("note") : null;
      const input = h("input", {
        type: radio ? "radio" : "checkbox", name: group, checked: chosen.some((other) => same(other, option)), "aria-describedby": note,
        data: { key: `${names.data.key}/${option.value}`, focusOnLoad: index === 0 ? (names.data.focusOnLoad ?? null) : null },
        on: {
          change: () => {
            const now = element.options.filter((_, at) => inputs[at].input.checked);
            changed(element, place, radio ? { selected_option: now[0] ?? null } : { selected_options: now }, again);
          },
        },
      });
      const row = h("label", { class: "tick" }, input, h("span", {}, textObject(option.text), option.description ? h("span", { class: "note", id: note }, textObject(option.description)) : null));
      return { input, row };
    });
    return h("span", {
      class: "ticks", role: radio ? "radiogroup" : "group",
      "aria-label": place.labelledBy ? null : place.label || (radio ? "Choose one" : "Choose"), "aria-labelledby": place.labelledBy, "aria-describedby": place.describedBy,
    }, inputs.map((each) => each.row));
  });
}

function fileInput(element, place) {
  const value = remembered(element, place, { files: [] });
  const names = h("span", { class: "note" }, value.files.map((file) => file.name).join(", "));
  const node = h("input", {
    ...naming(element, place), type: "file", multiple: (element.max_files ?? 10) > 1,
    accept: (element.filetypes ?? []).map((type) => `.${type}`).join(",") || null,
    on: {
      change: async () => {
        const chosen = [...node.files].slice(0, element.max_files ?? 10);
        names.textContent = chosen.map((file) => file.name).join(", ");
        const files = [];
        for (const file of chosen) {
          const uploaded = await attempt("The file could not be uploaded", () => upload(store.user, file));
          if (uploaded) files.push(uploaded.file);
        }
        changed(element, place, { files });
      },
    },
  });
  return h("span", { class: "element" }, node, names);
}

const ELEMENTS = {
  button, workflow_button: button, overflow, datepicker, timepicker, datetimepicker,
  plain_text_input: typedInput, number_input: typedInput, url_text_input: typedInput, email_text_input: typedInput, rich_text_input: typedInput,
  radio_buttons: choiceSet, checkboxes: choiceSet, file_input: fileInput,
};

/** Elements that are several controls together and so need a group label instead of `<label for>`. */
export function isGroup(element) {
  return ["radio_buttons", "checkboxes"].includes(element?.type);
}

/** Draws one interactive element, or a visible box where the type is not known here. */
export function interactive(element, place) {
  const known = ELEMENTS[element.type] ?? (/^(multi_)?(static|external|users|channels|conversations)_select$/.test(element.type) ? select : null);
  if (known) return known(element, place);
  return h("span", { class: "unsupported" }, `unsupported element: ${element.type}`);
}

/** Slack names each block that has no name; the sandbox normally has done so already. */
export function withBlockIds(blocks) {
  return (blocks ?? []).map((block, index) => ({ ...block, block_id: block.block_id ?? `block-${index}` }));
}

function emptyValue(value) {
  if (!value) return true;
  const [content] = Object.entries(value).filter(([name]) => name !== "type").map(([, each]) => each);
  return content === null || content === undefined || content === "" || (Array.isArray(content) && content.length === 0);
}

/** What Slack's client itself finds wrong with the inputs before it sends them: `{ block_id: sentence }`. */
export function inputErrors(blocks, form) {
  const errors = {};
  for (const block of withBlockIds(blocks)) {
    if (block.type !== "input") continue;
    const { element } = block;
    const value = form.get(block.block_id, element.action_id);
    const text = value?.value ?? "";
    if (emptyValue(value)) {
      if (!block.optional) errors[block.block_id] = "Please complete this required field.";
    } else if (element.min_length && text.length < element.min_length) {
      errors[block.block_id] = `This must be at least ${element.min_length} characters long.`;
    } else if (element.type === "number_input" && !(element.is_decimal_allowed ? /^-?\d+([.,]\d+)?$/ : /^-?\d+$/).test(text)) {
      errors[block.block_id] = element.is_decimal_allowed ? "Enter a number." : "Enter a whole number.";
    } else if (element.type === "number_input" && element.min_value !== undefined && Number(text) < Number(element.min_value)) {
      errors[block.block_id] = `Enter ${element.min_value} or more.`;
    } else if (element.type === "number_input" && element.max_value !== undefined && Number(text) > Number(element.max_value)) {
      errors[block.block_id] = `Enter ${element.max_value} or less.`;
    } else if (element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(text)) {
      errors[block.block_id] = "Enter a valid email address.";
    } else if (element.type === "url_text_input" && !/^https?:\/\/\S+$/.test(text)) {
      errors[block.block_id] = "Enter a valid link, with https:// before it.";
    }
  }
  return errors;
}
