// Draws the blocks of a message, a modal or App Home.

import { freshId, h, icon, link, localPicture } from "./dom.js";
import { interactive, isGroup, withBlockIds } from "./elements.js";
import { markdown } from "./markdown.js";
import { plain, textObject, textOnly } from "./mrkdwn.js";
import { richPieces, richText } from "./richtext.js";
import { store } from "./store.js";

function addressOf(block) {
  if (block.slack_file) return block.slack_file.url ?? store.files.get(block.slack_file.id)?.url ?? `/files/${encodeURIComponent(block.slack_file.id)}/picture`;
  return block.image_url ?? null;
}

/** A picture that the page may load, or a box with its description and, for another host, a link. */
export function picture(address, alternative, extra = "") {
  const local = localPicture(address);
  if (local) {
    return h("img", { class: `picture ${extra}`, src: local, alt: alternative ?? "", loading: "lazy" });
  }
  return h("span", { class: `picture-missing ${extra}`, title: alternative || "Picture" }, icon("file"),
    h("span", {}, address ? link(address, alternative || "Picture on another site") : alternative || "Picture"));
}

function image(block) {
  return h("figure", { class: "image-block" },
    block.title ? h("figcaption", {}, plain(block.title.text)) : null,
    picture(addressOf(block), block.alt_text));
}

function section(block, context) {
  const text = block.text ? h("div", { class: "text" }, textObject(block.text)) : null;
  const fields = block.fields?.length ? h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "text" }, textObject(field)))) : null;
  const { accessory } = block;
  if (!accessory) return h("div", { class: "section" }, text, fields);
  const side = accessory.type === "image"
    ? picture(addressOf(accessory), accessory.alt_text, "thumb")
    : interactive(accessory, { context, block: block.block_id, label: textOnly(block.text).slice(0, 150) });
  const roomy = ["button", "overflow", "image"].includes(accessory.type) ? "" : " roomy";
  return h("div", { class: `section with-accessory${roomy}` }, h("div", { class: "section-main" }, text, fields), h("div", { class: "accessory" }, side));
}

function header(block) {
  const level = Math.min(Math.max(block.level ?? 1, 1), 4);
  return h(`h${level + 1}`, { class: `header level-${level}` }, plain(block.text?.text));
}

function contextBlock(block) {
  return h("div", { class: "context" }, (block.elements ?? []).map((element) =>
    element.type === "image" ? picture(addressOf(element), element.alt_text, "tiny") : h("span", { class: "text" }, textObject(element))));
}

function actions(block, context) {
  return h("div", { class: "actions" }, (block.elements ?? []).map((element) => interactive(element, { context, block: block.block_id })));
}

function input(block, context) {
  const { element } = block;
  const label = freshId("label");
  const control = freshId("input");
  const hint = block.hint ? freshId("hint") : null;
  const error = context.errors?.[block.block_id];
  const errorId = error ? freshId("error") : null;
  const group = isGroup(element);
  const place = {
    context, block: block.block_id, input: true, dispatch: block.dispatch_action === true, optional: block.optional === true,
    label: textOnly(block.label), labelledBy: label, id: group ? undefined : control,
    describedBy: [hint, errorId].filter(Boolean).join(" ") || null,
  };
  const title = [plain(block.label?.text), block.optional ? h("span", { class: "optional" }, " (optional)") : null];
  return h("div", { class: `input-block${error ? " has-error" : ""}`, data: { block: block.block_id } },
    group ? h("div", { class: "input-label", id: label }, title) : h("label", { class: "input-label", id: label, for: control }, title),
    interactive(element, place),
    error ? h("div", { class: "input-error", id: errorId }, error) : null,
    hint ? h("div", { class: "hint", id: hint }, plain(block.hint.text)) : null);
}

function cell(content) {
  if (content?.type === "rich_text") return richText(content.elements);
  if (content?.elements) return richPieces(content.elements);
  return plain(content?.text ?? content?.value ?? "", false);
}

function table(block) {
  const [head, ...rows] = block.rows ?? [];
  const align = (index) => `align-${block.column_settings?.[index]?.align ?? "left"}${block.column_settings?.[index]?.is_wrapped === false ? " nowrap" : ""}`;
  return h("div", { class: "table-scroll", tabindex: "0", role: "group", "aria-label": "Table" },
    h("table", {},
      head ? h("thead", {}, h("tr", {}, head.map((content, index) => h("th", { scope: "col", class: align(index) }, cell(content))))) : null,
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map((content, index) => h("td", { class: align(index) }, cell(content)))))),
    ));
}

function video(block) {
  return h("div", { class: "video" },
    h("strong", {}, link(block.title_url ?? block.video_url, icon("play"), plain(block.title?.text))),
    block.author_name || block.provider_name ? h("div", { class: "note" }, [block.author_name, block.provider_name].filter(Boolean).join(" · ")) : null,
    block.description ? h("div", { class: "text" }, plain(block.description.text)) : null,
    h("div", { class: "note" }, link(block.video_url, "Watch the video"), block.alt_text ? ` · ${block.alt_text}` : ""));
}

function file(block) {
  return h("div", { class: "file-box" }, icon("file"), h("span", {}, `File ${block.external_id ?? ""}`.trim()));
}

function alert(block) {
  const level = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "default";
  return h("div", { class: `alert alert-${level}`, role: "note" }, textObject(block.text));
}

function card(block, context) {
  const side = block.icon ? picture(addressOf(block.icon), block.icon.alt_text, "tiny") : null;
  return h("div", { class: "card" },
    block.hero_image ? picture(addressOf(block.hero_image), block.hero_image.alt_text) : null,
    h("div", { class: "card-head" }, side, h("div", {},
      block.title ? h("strong", {}, textObject(block.title)) : null,
      block.subtitle ? h("div", { class: "note" }, textObject(block.subtitle)) : null)),
    block.body ? h("div", { class: "text" }, textObject(block.body)) : null,
    block.actions?.length ? h("div", { class: "actions" }, block.actions.map((element) => interactive(element, { context, block: block.block_id }))) : null);
}

const BLOCKS = {
  section, header, image, actions, input, table, video, file, alert, card,
  divider: () => h("hr"),
  context: contextBlock,
  rich_text: (block) => h("div", { class: "rich-text" }, richText(block.elements)),
  markdown: (block) => h("div", { class: "text markdown" }, markdown(block.text ?? "")),
};

/** Draws all blocks; `context` is described in elements.js. */
export function drawBlocks(blocks, context) {
  context.form.begin();
  const nodes = withBlockIds(blocks).map((block) => {
    const draw = Object.hasOwn(BLOCKS, block.type) ? BLOCKS[block.type] : null;
    if (!draw) return h("div", { class: "unsupported", role: "note" }, `unsupported block: ${block.type}`);
    try {
      return draw(block, context);
    } catch (error) {
      console.warn("a block could not be drawn", block, error);
      return h("div", { class: "unsupported", role: "note" }, `this ${block.type} block could not be drawn`);
    }
  });
  context.form.end();
  return nodes;
}
