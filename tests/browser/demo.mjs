// Walks through the page of a freshly started demo in a real browser, as a newcomer would.
//
//   DEMO_URL=http://127.0.0.1:3000/ node demo.mjs
//   CHROMIUM    the browser's program; /usr/bin/chromium otherwise
//   SCREENSHOT  where to write a picture of the department's channel
//
// Prints one line per check and a closing line `N passed, N failed`; the exit code is 1 when a check failed.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

/** The demo's own words: adapt these when the demo's story or the bot's texts change. */
const WORDS = {
  channels: ["voice-product", "voice-finance", "voice-customer-service", "voice-operations", "voice-hr", "voice-triage", "kudos"],
  cardChannel: "voice-product",
  helpCommand: "/voice help",
  helpAnswer: /\/voice/,
  moveItem: /move|verplaats|another department|andere afdeling/i,
  /** What the modal lets one choose, and where the card then appears. */
  moveTo: { option: /^finance|^financi/i, channel: "voice-finance" },
  homeText: /\p{L}{3,}/u,
  hostileChannel: "voice-product",
  hostileText: `<script>alert("klantstem")</script> <img src=x onerror=alert(1)> *not bold* <!channel> &amp; ok`,
  reaction: "tada",
  kudos: {
    channel: "kudos",
    command: "/kudos @bob loste de factuur van Bakkerij De Vries dezelfde dag op",
    answer: /Dat zijn nu 1 kudos/,
    undo: "Ongedaan maken",
    undone: /Ingetrokken/,
    withdrawn: /ingetrokken/,
    thank: /^(Thank a colleague|Bedank een collega)$/,
    person: "noor",
    group: { typed: "bel", option: /@belteam/ },
    reason: "Jij had alles klaargezet, daardoor was deze klant zo blij",
    done: /Dank je!/,
    customer: /Wat de klant zei/,
  },
  meeting: { title: "Finance weekly", own: "Rondvraag", said: /“.{10,}”/, channel: "voice-finance", card: /De klant in “Finance weekly”/, moved: "1:1 Sanne en Tim" },
  rule: {
    command: "/voice overleggen",
    make: "Nieuw overleg",
    kind: /vaste tijden/,
    next: "Verder",
    name: "Dagstart",
    department: { typed: "product", option: /^product/i },
    wrong: "every twosday",
    fault: /“every twosday” kan ik niet lezen/,
    schedule: "werkdagen om 09:15",
    saved: /Dagstart is bewaard.*De volgende keren:/s,
    paused: /“Dagstart” is gepauzeerd/,
    pause: "Pauzeer",
  },
};

const address = process.env.DEMO_URL;
if (!address) {
  console.error("DEMO_URL is not set: start `klantstem demo` and give the address that it prints, e.g. DEMO_URL=http://127.0.0.1:3000/");
  process.exit(2);
}
const program = process.env.CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(program)) {
  console.error(`${program} does not exist: install Chromium, or set CHROMIUM to the path of one.`);
  process.exit(2);
}

let passed = 0;
let failed = 0;
const complaints = [];

async function check(name, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n        ${String(error.message ?? error).split("\n").slice(0, 8).join("\n        ")}`);
    if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT.replace(/(\.png)?$/, `-failed-${failed}.png`) }).catch(() => {});
    // One failed step must not leave a dialog over everything that follows.
    for (let tries = 0; tries < 3 && (await page.locator("dialog[open]").count()) > 0; tries += 1) {
      await page.keyboard.press("Escape");
      await page.waitForTimeout(300);
    }
  }
}

function expect(condition, sentence) {
  if (!condition) throw new Error(sentence);
}

/** Waits until `read` gives something true; page.waitFor… covers what is in the DOM, this the rest. */
async function eventually(read, sentence) {
  const end = Date.now() + 8000;
  for (;;) {
    const value = await read();
    if (value) return value;
    if (Date.now() > end) throw new Error(sentence);
    await page.waitForTimeout(50);
  }
}

const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu"] });
const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "light" });
const page = await context.newPage();
page.setDefaultTimeout(8000);
page.on("console", (message) => {
  if (message.type() === "error" || message.type() === "warning") complaints.push(`console ${message.type()}: ${message.text()}`);
});
page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
page.on("dialog", (dialog) => {
  complaints.push(`a script of a message ran: ${dialog.message()}`);
  dialog.dismiss();
});
page.on("request", (request) => {
  const url = new URL(request.url());
  if (url.protocol !== "data:" && url.origin !== new URL(address).origin) complaints.push(`a request left the page: ${request.url()}`);
});

const navigation = page.getByRole("navigation", { name: "Channels and people" });
const channelButton = (name) => navigation.getByRole("button", { name: new RegExp(`^${name}(\\s*\\d+ unread)?$`) });
const messages = page.locator("#scroller .message");
const compose = page.locator("#compose textarea");
const cards = messages.filter({ has: page.locator("blockquote") }).filter({ has: page.locator(".badge") });

async function openChannel(name) {
  await channelButton(name).click();
  await page.locator("#place h1", { hasText: name }).waitFor();
}

await page.goto(address);

await check("the channels of the departments are listed", async () => {
  await navigation.getByRole("button").first().waitFor();
  for (const name of WORDS.channels) await channelButton(name).waitFor();
});

await check("a card with a customer's quote stands in a department's channel", async () => {
  await openChannel(WORDS.cardChannel);
  await cards.first().waitFor();
  const quote = await cards.first().locator("blockquote").first().innerText();
  expect(quote.trim().length > 10, `the quote is too short to be one: "${quote}"`);
});

if (process.env.SCREENSHOT) {
  await page.waitForTimeout(300);
  await page.screenshot({ path: process.env.SCREENSHOT });
}

await check("one can act as another user, and come back", async () => {
  const select = page.getByLabel("You are:");
  const people = await select.locator("option").evaluateAll((options) => options.map((option) => option.value));
  expect(people.length > 1, "there is only one user to act as");
  await select.selectOption(people[1]);
  await page.waitForURL((url) => url.searchParams.get("user") === people[1]);
  await cards.first().waitFor();
  await select.selectOption(people[0]);
  await page.waitForURL((url) => url.searchParams.get("user") === people[0]);
  await cards.first().waitFor();
});

await check("the field completes the slash command", async () => {
  await compose.fill("");
  await compose.pressSequentially(WORDS.helpCommand.slice(0, 3));
  const options = page.locator("#compose [role=option]");
  await options.filter({ hasText: WORDS.helpCommand.split(" ")[0] }).first().waitFor();
  await page.keyboard.press("Escape");
  await compose.fill("");
});

await check(`${WORDS.helpCommand} is answered, and only to the one who asked`, async () => {
  const answers = page.locator("#scroller .message.ephemeral");
  const before = await answers.count();
  await compose.fill(WORDS.helpCommand);
  await compose.press("Enter");
  await eventually(async () => (await answers.count()) > before, "no private answer came");
  const answer = answers.last();
  await answer.getByText("Only visible to you").waitFor();
  expect(WORDS.helpAnswer.test(await answer.innerText()), `the answer does not look like help: ${await answer.innerText()}`);

  const select = page.getByLabel("You are:");
  const people = await select.locator("option").evaluateAll((options) => options.map((option) => option.value));
  await select.selectOption(people[1]);
  await page.waitForURL((url) => url.searchParams.get("user") === people[1]);
  await cards.first().waitFor();
  expect((await answers.filter({ hasText: WORDS.helpAnswer }).count()) === 0, "another user sees the private answer");
  await select.selectOption(people[0]);
  await page.waitForURL((url) => url.searchParams.get("user") === people[0]);
  await cards.first().waitFor();
});

await check("a reaction can be added and taken back", async () => {
  const card = cards.first();
  const chip = card.locator(`.reaction[title$=":${WORDS.reaction}:"]`);
  const mine = () => chip.evaluateAll((nodes) => nodes.some((node) => node.getAttribute("aria-pressed") === "true"));
  const before = await mine();
  const react = async () => {
    await card.hover();
    await card.locator(".tools").getByRole("button", { name: "Add a reaction" }).click();
    await page.getByRole("dialog", { name: "Choose an emoji" }).locator(`[title=":${WORDS.reaction}:"]`).click();
  };
  if (before) await chip.click();
  await eventually(async () => !(await mine()), "the reaction stayed");
  await react();
  await eventually(mine, "the reaction did not appear");
  await chip.click();
  await eventually(async () => !(await mine()), "the reaction could not be taken back");
});

await check("a card moves to another department through its menu and a modal, by keyboard alone", async () => {
  await openChannel(WORDS.moveTo.channel);
  await page.waitForTimeout(300);
  const there = await cards.locator("blockquote").allInnerTexts();
  await openChannel(WORDS.cardChannel);
  await cards.first().waitFor();
  const movable = cards.filter({ has: page.locator(".message-body [aria-label='More actions']") });
  const quotes = await movable.evaluateAll((nodes) => nodes.map((node) => node.querySelector("blockquote").innerText));
  // A response may concern several departments, so take a card that the other one does not have yet.
  const index = quotes.findIndex((text) => !there.includes(text));
  expect(index >= 0, `every card with a menu is in #${WORDS.moveTo.channel} already; the test needs a freshly started demo`);
  const card = movable.nth(index);
  const moved = cards.filter({ hasText: quotes[index].trim() });

  const overflow = card.locator(".message-body [aria-label='More actions']").first();
  await overflow.focus();
  await page.keyboard.press("Enter");
  const item = page.getByRole("menuitem", { name: WORDS.moveItem });
  await item.waitFor();
  const items = page.getByRole("menuitem");
  for (let step = 0; step < (await items.count()); step += 1) {
    if (await item.evaluate((node) => node === document.activeElement)) break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  const modal = page.locator("dialog.modal[open]");
  await modal.waitFor();

  const wanted = modal.getByRole("radio", { name: WORDS.moveTo.option });
  await wanted.waitFor();
  await modal.getByRole("radio").first().focus();
  for (let step = 0; step < (await modal.getByRole("radio").count()); step += 1) {
    if (await wanted.evaluate((node) => node === document.activeElement)) break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Space");
  await page.keyboard.press("Control+Enter");
  await modal.waitFor({ state: "hidden" });

  await openChannel(WORDS.moveTo.channel);
  await moved.first().waitFor();
});

await check("a kudos is typed, answered, posted and undone", async () => {
  await openChannel(WORDS.kudos.channel);
  await compose.fill(WORDS.kudos.command);
  await compose.press("Enter");
  const answer = page.locator("#scroller .message.ephemeral").last();
  await answer.filter({ hasText: WORDS.kudos.answer }).waitFor();
  const post = messages.filter({ hasText: "Bakkerij De Vries" }).filter({ has: page.locator("blockquote") });
  await post.first().waitFor();
  await answer.getByRole("button", { name: WORDS.kudos.undo }).click();
  await page.locator("#scroller .message.ephemeral", { hasText: WORDS.kudos.undone }).waitFor();
  await messages.filter({ hasText: WORDS.kudos.withdrawn }).filter({ hasNotText: "Bakkerij De Vries" }).first().waitFor();
});

await check("a colleague is thanked with a customer's words, by the button under praise", async () => {
  await openChannel(WORDS.cardChannel);
  const card = messages.filter({ has: page.locator("blockquote") }).filter({ has: page.getByRole("button", { name: WORDS.kudos.thank }) }).first();
  await card.waitFor();
  await card.getByRole("button", { name: WORDS.kudos.thank }).click();
  const modal = page.locator("dialog.modal[open]");
  await modal.locator("blockquote").first().waitFor();
  const fields = modal.getByRole("combobox");
  const choose = async (field, typed, option) => {
    await field.click();
    await field.fill(typed);
    await modal.getByRole("option", { name: option }).first().click();
  };
  await choose(fields.nth(0), WORDS.kudos.person, new RegExp(WORDS.kudos.person, "i"));
  await page.keyboard.press("Escape");
  await choose(fields.nth(1), WORDS.kudos.group.typed, WORDS.kudos.group.option);
  await modal.locator("textarea").first().fill(WORDS.kudos.reason);
  await page.keyboard.press("Control+Enter");
  await modal.filter({ hasText: WORDS.kudos.done }).waitFor();
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT.replace(/(\.png)?$/, "-kudos-form.png") });
  await page.keyboard.press("Escape");
  await modal.waitFor({ state: "hidden" });
  await openChannel(WORDS.kudos.channel);
  const post = messages.filter({ hasText: WORDS.kudos.reason }).last();
  await post.waitFor();
  expect(WORDS.kudos.customer.test(await post.innerText()), `the customer's words are missing: ${await post.innerText()}`);
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT.replace(/(\.png)?$/, "-kudos.png") });
});

await check("App Home renders", async () => {
  await page.getByRole("navigation", { name: "Channels and people" }).locator("section", { hasText: "Apps" }).getByRole("button").first().click();
  const tab = page.getByRole("button", { name: "Home", exact: true });
  await tab.click();
  const home = page.locator(".home .blocks");
  await home.waitFor();
  expect(WORDS.homeText.test(await home.innerText()), "the Home is empty");
  expect((await home.locator(".unsupported").count()) === 0, "the Home has a block that the page cannot draw");
});

await check("text that tries to be markup shows literally", async () => {
  await openChannel(WORDS.hostileChannel);
  await compose.fill(WORDS.hostileText);
  await compose.press("Enter");
  const said = messages.filter({ hasText: "<script>" }).last();
  await said.waitFor();
  const shown = await said.innerText();
  expect(shown.includes("<img src=x onerror=alert(1)>") && shown.includes("<!channel>") && shown.includes("&amp; ok"), `the text was changed: ${shown}`);
  expect((await said.locator("script, img").count()) === 0, "markup of a message became an element");
});

await check("mrkdwn is read as Slack reads it", async () => {
  const cases = [
    ["*bold* _italic_ ~gone~ `code`", "<strong>bold</strong> <em>italic</em> <del>gone</del> <code>code</code>"],
    ["*_both_*", "<strong><em>both</em></strong>"],
    ["2*3*4 and snake_case_name", "2*3*4 and snake_case_name"],
    ["* not bold * and *not\nbold*", "* not bold * and *not<br>bold*"],
    ["(*bold*), *bold*.", "(<strong>bold</strong>), <strong>bold</strong>."],
    ["*bold*text", "*bold*text"],
    ["`*not bold*` *`code` in bold*", "<code>*not bold*</code> <strong><code>code</code> in bold</strong>"],
    ["&lt;b&gt; &amp;amp; &quot;", "&lt;b&gt; &amp;amp; &amp;quot;"],
    ["&gt; quoted\n&gt; *twice*\nafter", "<blockquote>quoted<br><strong>twice</strong></blockquote>after"],
    ["before\n&gt;&gt;&gt;all\nthe rest", "before<blockquote>all<br>the rest</blockquote>"],
    ["```a *b*\n  c```d", "<pre>a *b*\n  c</pre>d"],
    ["``` left open *bold*", "``` left open <strong>bold</strong>"],
    ["<not a tag> <javascript:alert(1)|x> <", "&lt;not a tag&gt; &lt;javascript:alert(1)|x&gt; &lt;"],
    ["<https://example.com/?a=1&amp;b=2|*label*>", '<a href="https://example.com/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">*label*</a>'],
    ["<mailto:a@example.com>", '<a href="mailto:a@example.com" target="_blank" rel="noopener noreferrer">a@example.com</a>'],
    ["see https://example.com/x.", 'see <a href="https://example.com/x" target="_blank" rel="noopener noreferrer">https://example.com/x</a>.'],
    ["<@U0NOBODY|ghost> <!here> <!subteam^S1|@support>", '<span class="mention">@ghost</span> <span class="mention mention-me">@here</span> <span class="mention">@support</span>'],
    ["<#C0NOWHERE|nowhere>", '<span class="mention">#nowhere</span>'],
    ["<!date^nonsense^{date}|3 March>", '<time title="3 March">3 March</time>'],
    [":tada: :no_such_emoji: 10:30:45", '<span class="emoji" role="img" aria-label="tada" title=":tada:">🎉</span> :no_such_emoji: 10:30:45'],
  ];
  const got = await page.evaluate(async (texts) => {
    const { mrkdwn } = await import("/page/mrkdwn.js");
    return texts.map((text) => {
      const box = document.createElement("div");
      box.append(...mrkdwn(text));
      return box.innerHTML;
    });
  }, cases.map(([text]) => text));
  const wrong = cases.flatMap(([text, wanted], index) => (got[index] === wanted ? [] : [`${text}\n  wanted ${wanted}\n  got    ${got[index]}`]));
  expect(wrong.length === 0, wrong.join("\n"));
});

await check("no block of any channel is unknown to the page", async () => {
  for (const name of WORDS.channels) {
    await openChannel(name);
    await page.waitForTimeout(150);
    const unknown = await page.locator("#scroller .unsupported").allInnerTexts();
    expect(unknown.length === 0, `in #${name}: ${unknown.join("; ")}`);
  }
});

const calendarButton = navigation.getByRole("button", { name: /^Calendar/ });
const eventCalled = (title) => page.locator(".event").filter({ has: page.getByRole("heading", { name: title, exact: true }) });

await check("the calendar shows the meetings of the week, with what was moved", async () => {
  await calendarButton.click();
  const meeting = eventCalled(WORDS.meeting.title).first();
  await meeting.filter({ hasText: WORDS.meeting.own }).waitFor();
  await page.locator(".today").filter({ has: meeting }).waitFor();
  await eventCalled(WORDS.meeting.moved).filter({ hasText: /moved; was/ }).first().waitFor();
  await page.getByRole("button", { name: "The week after" }).click();
  await page.locator(".today").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "This week" }).click();
  await page.locator(".today").filter({ has: meeting }).waitFor();
});

await check("the next moment brings the customer's words into the event, and to the channel", async () => {
  const fresh = eventCalled(WORDS.meeting.title).locator(".event-new");
  if ((await fresh.count()) === 0) await page.getByRole("button", { name: /^Forward to / }).click();
  await fresh.filter({ hasText: WORDS.meeting.said }).waitFor();
  await eventCalled(WORDS.meeting.title).filter({ hasText: WORDS.meeting.own }).first().waitFor();
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT.replace(/(\.png)?$/, "-calendar.png") });
  await openChannel(WORDS.meeting.channel);
  await messages.filter({ hasText: WORDS.meeting.card }).first().waitFor();
});

await check("the clock moves by an hour and to the next scheduled moment", async () => {
  const clock = page.locator("#clock-now");
  const first = await clock.getAttribute("title");
  await page.getByRole("button", { name: "One hour forward" }).click();
  await eventually(async () => (await clock.getAttribute("title")) !== first, "an hour forward changed nothing");
  const next = page.getByRole("button", { name: /^Forward to / });
  await next.waitFor();
  const label = await next.getAttribute("aria-label");
  const second = await clock.getAttribute("title");
  await next.click();
  await eventually(async () => (await clock.getAttribute("title")) !== second, `"${label}" changed nothing`);
  const wanted = /(\d\d:\d\d):/.exec(label)?.[1];
  await eventually(async () => (await clock.getAttribute("title")).includes(wanted), `the clock does not show ${wanted}`);
});

await check("the scheduled post shows how finance's score went, as a picture with all of it in words", async () => {
  await openChannel("voice-finance");
  const picture = page.locator("#scroller .image-block img.picture").last();
  const next = page.getByRole("button", { name: /^Forward to / });
  for (let moment = 0; moment < 12 && (await picture.count()) === 0; moment += 1) {
    await next.click();
    await page.waitForTimeout(1500);
  }
  // Uploaded first, posted then: at Slack's pace, on the clock on the wall.
  await picture.waitFor({ timeout: 20_000 });
  await picture.scrollIntoViewIfNeeded();
  await eventually(() => picture.evaluate((img) => img.complete && img.naturalWidth === 1200), "the picture is not loaded");
  const words = await picture.getAttribute("alt");
  expect(/NPS/.test(words) && /\d{4}: −?\d+ \(/.test(words), `the picture in words: ${words}`);
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT.replace(/(\.png)?$/, "-chart.png") });
});

await check("an administrator makes a meeting, is told what is wrong at its field, sees when it is, and pauses it", async () => {
  const { rule } = WORDS;
  await openChannel(WORDS.cardChannel);
  await compose.fill(rule.command);
  await compose.press("Enter");
  const answers = page.locator("#scroller .message.ephemeral");
  await answers.last().getByRole("button", { name: rule.make }).click();
  const modal = page.locator("dialog.modal[open]");
  await modal.getByRole("radio", { name: rule.kind }).waitFor();
  await modal.getByRole("button", { name: rule.next }).click();
  await modal.getByLabel(/Hoe heet het/).fill(rule.name);
  const departments = modal.getByRole("combobox").first();
  await departments.click();
  await departments.fill(rule.department.typed);
  await modal.getByRole("option", { name: rule.department.option }).first().click();
  const schedule = modal.getByLabel(/Wanneer begint het/);
  await schedule.fill(rule.wrong);
  await page.keyboard.press("Control+Enter");
  await modal.getByText(rule.fault).waitFor();
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT.replace(/(\.png)?$/, "-meeting-form.png") });
  await schedule.fill(rule.schedule);
  await page.keyboard.press("Control+Enter");
  await modal.filter({ hasText: rule.saved }).waitFor();
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT.replace(/(\.png)?$/, "-meeting-saved.png") });
  await page.keyboard.press("Escape");
  await modal.waitFor({ state: "hidden" });
  await compose.fill(`${rule.command} ${rule.name}`);
  await compose.press("Enter");
  const overview = answers.filter({ hasText: rule.name }).last();
  await overview.getByRole("button", { name: "More actions" }).first().click();
  await page.getByRole("menuitem", { name: rule.pause }).click();
  await answers.filter({ hasText: rule.paused }).last().waitFor();
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT.replace(/(\.png)?$/, "-meetings.png") });
});

await check("an unknown command says so in words and keeps what was typed", async () => {
  await openChannel(WORDS.cardChannel);
  await compose.fill("/no-such-command please");
  await compose.press("Enter");
  await page.locator(".toast", { hasText: "The command failed" }).waitFor();
  expect((await compose.inputValue()) === "/no-such-command please", "the typed command is gone");
  await compose.fill("");
});

await check("on a phone the channels fold away and nothing is wider than the screen", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await navigation.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Channels and people" }).click();
  await navigation.waitFor();
  await channelButton(WORDS.cardChannel).click();
  await navigation.waitFor({ state: "hidden" });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.getElementById("scroller").scrollWidth > innerWidth);
  expect(!wide, "the page scrolls sideways");
  await page.getByRole("button", { name: "Channels and people" }).click();
  await calendarButton.click();
  await eventCalled(WORDS.meeting.title).first().waitFor();
  expect(await page.evaluate(() => document.getElementById("scroller").scrollWidth <= innerWidth), "the calendar scrolls sideways");
  await page.setViewportSize({ width: 1280, height: 900 });
});

await check("the browser has nothing to complain about", async () => {
  expect(complaints.length === 0, complaints.join("\n"));
});

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
