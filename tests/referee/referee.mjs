// Slack's own clients judge the sandbox: exits 0 only if everything held.
//
// Environment: SANDBOX_URL (http://127.0.0.1:PORT), SLACK_BOT_TOKEN, SLACK_APP_TOKEN.
// The workspace needs a person REFEREE_USER (default U1) in a public channel REFEREE_CHANNEL
// (default C1), in which the bot is, too.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { LogLevel, SocketModeClient } from '@slack/socket-mode';
import { ErrorCode, WebClient } from '@slack/web-api';

const sandbox = process.env.SANDBOX_URL;
const botToken = process.env.SLACK_BOT_TOKEN;
const appToken = process.env.SLACK_APP_TOKEN;
const user = process.env.REFEREE_USER ?? 'U1';
const channel = process.env.REFEREE_CHANNEL ?? 'C1';
assert.ok(sandbox && botToken && appToken, 'set SANDBOX_URL, SLACK_BOT_TOKEN and SLACK_APP_TOKEN');

const slackApiUrl = `${sandbox}/api/`;
const quiet = { logLevel: LogLevel.ERROR };
const web = new WebClient(botToken, { slackApiUrl, retryConfig: { retries: 0 }, ...quiet });
const impatient = new WebClient(botToken, {
  slackApiUrl,
  rejectRateLimitedCalls: true,
  retryConfig: { retries: 0 },
  ...quiet,
});

// What people do: through the control API of the sandbox's page.
async function act(path, body) {
  const response = await fetch(`${sandbox}/sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, ...body }),
  });
  return response.json();
}

// The next thing that the socket client emits under this name, acknowledged with this payload.
function next(socket, name, payload) {
  return new Promise((resolve) => {
    socket.once(name, async (envelope) => {
      await envelope.ack(payload);
      resolve(envelope);
    });
  });
}

const rulings = [];
async function rule(name, check) {
  await check();
  rulings.push(name);
  console.log(`held: ${name}`);
}

const socket = new SocketModeClient({
  appToken,
  clientOptions: { slackApiUrl, ...quiet },
  clientPingTimeout: 2000,
  ...quiet,
});
socket.on('error', () => {});

await rule('auth.test says who the bot is, with its scopes', async () => {
  const me = await web.auth.test();
  assert.ok(me.ok && me.user_id && me.bot_id && me.team_id);
  assert.ok(me.response_metadata.scopes.includes('chat:write'));
});

await rule('a wrong token and an unknown method are refused in Slack\'s words', async () => {
  const stranger = new WebClient('xoxb-wrong', { slackApiUrl, ...quiet });
  await assert.rejects(stranger.auth.test(), (error) => error.data.error === 'invalid_auth');
  await assert.rejects(web.apiCall('chat.shout'), (error) => error.data.error === 'unknown_method');
});

let posted;
await rule('a message is posted, found, changed and reacted to', async () => {
  posted = await web.chat.postMessage({
    channel,
    text: 'A & B',
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: '*Hello*' } },
      {
        type: 'actions',
        block_id: 'row',
        elements: [
          { type: 'button', action_id: 'go', value: 'item:1', text: { type: 'plain_text', text: 'Go' } },
        ],
      },
    ],
    metadata: { event_type: 'referee', event_payload: { id: '1' } },
  });
  const history = await web.conversations.history({ channel, include_all_metadata: true, limit: 1 });
  assert.equal(history.messages[0].ts, posted.ts);
  assert.deepEqual(history.messages[0].metadata.event_payload, { id: '1' });
  await web.reactions.add({ channel, timestamp: posted.ts, name: 'tada' });
  const link = await web.chat.getPermalink({ channel, message_ts: posted.ts });
  assert.match(link.permalink, /\/archives\//);
});

await rule('blocks that break a limit are refused with the place', async () => {
  await assert.rejects(
    web.chat.postMessage({
      channel,
      text: 'x',
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } }],
    }),
    (error) =>
      error.code === ErrorCode.PlatformError &&
      error.data.error === 'invalid_blocks' &&
      error.data.response_metadata.messages[0].includes('[json-pointer:/blocks/0/text/text]'),
  );
});

await rule('lists come in pages that the client can follow', async () => {
  const names = [];
  for await (const page of web.paginate('users.list', { limit: 1 })) {
    names.push(...page.members.map((member) => member.name));
  }
  assert.ok(names.length >= 2, `people: ${names}`);
});

await rule('a call that comes too fast is refused with the seconds to wait', async () => {
  await act('fault', { kind: 'rate_limited', retry_after: 9, method: 'chat.postMessage' });
  await assert.rejects(
    impatient.chat.postMessage({ channel, text: 'x' }),
    (error) => error.code === ErrorCode.RateLimitedError && error.retryAfter === 9,
  );
});

await rule('a file is uploaded by the client\'s own three steps', async () => {
  const result = await web.files.uploadV2({
    channel_id: channel,
    filename: 'note.txt',
    file: Buffer.from('hello'),
    initial_comment: 'A file',
  });
  assert.equal(result.files[0].ok, true);
  const history = await web.conversations.history({ channel, limit: 1 });
  assert.equal(history.messages[0].files[0].size, 5);
});

await rule('a picture is uploaded to no channel and shown by a message', async () => {
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  const announced = await web.files.getUploadURLExternal({ filename: 'trend.png', length: png.length, alt_txt: 'a line' });
  const block = { type: 'image', alt_text: 'a line', slack_file: { id: announced.file_id } };
  const shown = { channel, text: 'a picture', blocks: [block] };
  await assert.rejects(web.chat.postMessage(shown), (error) => error.data.error === 'invalid_blocks');
  const sent = await fetch(announced.upload_url, { method: 'POST', body: png });
  assert.equal(await sent.text(), `OK - ${png.length}`);
  const done = await web.files.completeUploadExternal({ files: [{ id: announced.file_id, title: 'trend.png' }] });
  assert.equal(done.files[0].mimetype, 'image/png');
  assert.equal(done.files[0].is_public, false);
  await web.chat.postMessage(shown);
  const history = await web.conversations.history({ channel, limit: 1 });
  assert.equal(history.messages[0].blocks[0].slack_file.id, announced.file_id);
});

await rule('the socket client connects', async () => {
  const connected = once(socket, 'connected');
  await socket.start();
  await connected;
});

let trigger;
await rule('a slash command arrives and its acknowledgement is shown', async () => {
  const [envelope, answer] = await Promise.all([
    next(socket, 'slash_commands', { text: 'thank you' }),
    act('slash', { channel, text: '/referee one & two' }),
  ]);
  assert.equal(envelope.body.command, '/referee');
  assert.equal(envelope.body.text, 'one &amp; two');
  assert.equal(envelope.accepts_response_payload, true);
  assert.equal(answer.ok, true);
  assert.equal(answer.ephemeral.text, 'thank you');
});

await rule('a click arrives with message, trigger and response address', async () => {
  const [envelope, answer] = await Promise.all([
    next(socket, 'interactive'),
    act('click', { container: { channel, ts: posted.ts }, block_id: 'row', action: { action_id: 'go' } }),
  ]);
  assert.equal(answer.ok, true);
  assert.equal(envelope.body.type, 'block_actions');
  assert.equal(envelope.body.actions[0].value, 'item:1');
  assert.equal(envelope.body.message.ts, posted.ts);
  trigger = envelope.body.trigger_id;
  const response = await fetch(envelope.body.response_url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'only you' }),
  });
  assert.equal(response.status, 200);
});

await rule('a modal opens once for a trigger, and its submission shows errors and closes', async () => {
  const view = {
    type: 'modal',
    callback_id: 'referee',
    title: { type: 'plain_text', text: 'Referee' },
    submit: { type: 'plain_text', text: 'Send' },
    blocks: [
      {
        type: 'input',
        block_id: 'text',
        label: { type: 'plain_text', text: 'Text' },
        element: { type: 'plain_text_input', action_id: 'typed' },
      },
    ],
  };
  const opened = await web.views.open({ trigger_id: trigger, view });
  await assert.rejects(
    web.views.open({ trigger_id: trigger, view }),
    (error) => error.data.error === 'exchanged_trigger_id',
  );
  const values = { text: { typed: { type: 'plain_text_input', value: 'hello' } } };
  const submit = { view_id: opened.view.id, values };
  const [refused, first] = await Promise.all([
    next(socket, 'interactive', { response_action: 'errors', errors: { text: 'Again' } }),
    act('submit', submit),
  ]);
  assert.equal(refused.body.view.state.values.text.typed.value, 'hello');
  assert.deepEqual(first.errors, { text: 'Again' });
  const [, second] = await Promise.all([next(socket, 'interactive'), act('submit', submit)]);
  assert.equal(second.ok, true);
});

await rule('an event arrives under its own name, and App Home is published', async () => {
  const [envelope] = await Promise.all([next(socket, 'app_home_opened'), act('home', {})]);
  assert.equal(envelope.event.user, user);
  assert.equal(envelope.body.type, 'event_callback');
  const view = { type: 'home', blocks: [{ type: 'divider' }] };
  const published = await web.views.publish({ user_id: user, view });
  assert.ok(published.view.hash);
});

await rule('a refresh brings a new socket, over which events arrive', async () => {
  const connected = once(socket, 'connected');
  await act('fault', { kind: 'disconnect', reason: 'refresh_requested' });
  await connected;
  const [envelope] = await Promise.all([next(socket, 'app_home_opened'), act('home', {})]);
  assert.equal(envelope.event.type, 'app_home_opened');
});

await socket.disconnect();
console.log(`the sandbox passed: ${rulings.length} rulings`);
process.exit(0);
