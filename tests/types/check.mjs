// Checks views against Slack's own types: node check.mjs VIEWS.json
//
// VIEWS.json is a list of { name, surface: "message" | "modal" | "home", view }. Each view becomes a
// typed constant, and `tsc` says which of them Slack's published types do not take.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [file] = process.argv.slice(2);
if (!file) {
  console.error("Say which views to check: node check.mjs VIEWS.json");
  process.exit(2);
}
const views = JSON.parse(readFileSync(file, "utf8"));
if (!Array.isArray(views) || views.length === 0) {
  console.error(`${file} holds no views.`);
  process.exit(2);
}

const typeOf = { message: "Message", modal: "ModalView", home: "HomeView" };
const lines = [
  'import type { HomeView, KnownBlock, ModalView } from "@slack/types";',
  "interface Message { text: string; blocks: KnownBlock[]; unfurl_links: boolean; unfurl_media: boolean }",
  "// Were the types too generous to refuse anything, these lines would be errors.",
  "// @ts-expect-error a divider has no text",
  'export const refused1: Message = { text: "", blocks: [{ type: "divider", text: "no" }], unfurl_links: false, unfurl_media: false };',
  "// @ts-expect-error a button's label is plain text",
  'export const refused2: KnownBlock[] = [{ type: "actions", elements: [{ type: "button", text: { type: "mrkdwn", text: "no" } }] }];',
  "// @ts-expect-error a modal has a title",
  'export const refused3: ModalView = { type: "modal", blocks: [] };',
];
const nameOfLine = new Map();
views.forEach(({ name, surface, view }, number) => {
  const type = typeOf[surface];
  if (!type) {
    console.error(`${name}: "${surface}" is no surface that we know.`);
    process.exit(2);
  }
  lines.push(`export const view${number}: ${type} = ${JSON.stringify(view)};`);
  nameOfLine.set(lines.length, name);
});

const generated = join(here, "generated");
mkdirSync(generated, { recursive: true });
writeFileSync(join(generated, "views.ts"), lines.join("\n") + "\n");
writeFileSync(
  join(generated, "tsconfig.json"),
  JSON.stringify({
    compilerOptions: { noEmit: true, strict: true, skipLibCheck: true, module: "nodenext", types: [] },
    files: ["views.ts"],
  }),
);

const tsc = join(here, "node_modules", "typescript", "bin", "tsc");
const run = spawnSync(process.execPath, [tsc, "--pretty", "false", "-p", generated], { encoding: "utf8" });
if (run.error) throw run.error;
for (const line of run.stdout.split("\n").filter(Boolean)) {
  const at = /views\.ts\((\d+),/.exec(line);
  const name = at && nameOfLine.get(Number(at[1]));
  console.error(name ? `${name}: ${line}` : line);
}
if (run.stderr) console.error(run.stderr);
if (run.status !== 0) process.exit(1);
console.log(`${views.length} views fit Slack's types.`);
