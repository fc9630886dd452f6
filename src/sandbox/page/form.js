// The typed and chosen values of one message, modal or Home, in the shape of Slack's `state.values`.

export class FormState {
  #values = new Map();
  #seen = new Set();

  #key(block, action) {
    return JSON.stringify([block, action]);
  }

  /** Call before everything is drawn again; `end` then forgets the fields that no longer exist. */
  begin() {
    this.#seen.clear();
  }

  end() {
    for (const key of this.#values.keys()) if (!this.#seen.has(key)) this.#values.delete(key);
  }

  /** The value of a field: what was typed before, or `initial` when it is new (or has become another kind of field). */
  take(block, action, initial) {
    const key = this.#key(block, action);
    this.#seen.add(key);
    if (this.#values.get(key)?.type !== initial.type) this.#values.set(key, initial);
    return this.#values.get(key);
  }

  set(block, action, value) {
    this.#values.set(this.#key(block, action), value);
  }

  get(block, action) {
    return this.#values.get(this.#key(block, action)) ?? null;
  }

  /** `{ block_id: { action_id: { type, … } } }`. */
  values() {
    const all = {};
    for (const [key, value] of this.#values) {
      const [block, action] = JSON.parse(key);
      all[block] ??= {};
      all[block][action] = value;
    }
    return all;
  }
}
