// What the page knows: the last state of the workspace and who is looking at it.

export const store = {
  /** The last answer of `/sandbox/state`. */
  state: null,
  /** The id of the user that the person at the screen acts as. */
  user: null,
  /** `{ kind: "channel", id }`, `{ kind: "home" }` or `{ kind: "calendar" }`. */
  place: null,
  /** Files seen in messages, by id, so that `slack_file` blocks find their picture. */
  files: new Map(),
};

export function findUser(id) {
  return store.state?.users.find((user) => user.id === id) ?? null;
}

export function findChannel(id) {
  return store.state?.channels.find((channel) => channel.id === id) ?? null;
}

/** The name that a mention shows. */
export function userHandle(id) {
  const user = findUser(id);
  if (user) return user.real_name || user.name;
  return store.state?.bot?.id === id ? store.state.bot.name : id;
}

export function userLabel(user) {
  return user.real_name || user.name || user.id;
}

/** The title of a channel or direct message, without its sign. */
export function channelLabel(channel) {
  if (!channel) return "";
  return channel.is_im ? userHandle(channel.im_user) : channel.name;
}

export function isBot(id) {
  return id === store.state?.bot?.id || Boolean(findUser(id)?.is_bot);
}

/** The direct message between the acting user and the bot, if there is one. */
export function botConversation() {
  return store.state?.channels.find((channel) => channel.is_im && isBot(channel.im_user)) ?? null;
}
