// One phone: a person's chat with the bot, on one of the services.

import { drawn, gloss } from "./bubble.js";

export class Phone {
  // Callbacks: onSent(answer, phone), and onMove(phone, service key) when the person changes the app.
  constructor(api, person, { glosses, services, onSent, onMove }) {
    Object.assign(this, { api, person, glosses, onSent, service: api.service });
    this.element = document.querySelector("#phone").content.firstElementChild.cloneNode(true);
    this.element.dataset.service = this.service.key;
    this.screen = this.find(".screen");
    this.nodes = new Map();
    this.texts = new Map();
    this.unread = 0;
    this.quoted = 0;
    this.find("h2").textContent = person.name;
    this.find(".role").textContent = person.role ?? "bà con";
    this.find(".face").textContent = person.face ?? "🙂";
    this.element.setAttribute("aria-label", `Điện thoại của ${person.name}`);
    this.find(".sticking").hidden = !this.service.stickers;
    this.#choice(services, onMove);
    this.#samples();
    this.#wire();
    this.#following();
  }

  find(selector) { return this.element.querySelector(selector); }

  async load() {
    for (const message of await this.api.messages(this.person.chat)) this.show(message);
    this.read();
  }

  #who() { return { name: this.person.name, language_code: this.person.language ?? "vi" }; }

  async say(text) {
    const body = { text, ...this.#who() };
    if (this.quoted) body.reply_to = this.quoted;
    this.quote(0);
    this.onSent(await this.api.act(this.person.chat, "say", body), this);
  }

  async #does(act, body = {}) {
    this.onSent(await this.api.act(this.person.chat, act, { ...body, ...this.#who() }), this);
  }

  tap(message, button) { return this.#does("tap", { message_id: message, button }); }

  follow(url) {
    const payload = this.service.links && /[?&]start=([\w-]+)/.exec(url);
    if (payload) this.say(`/start ${payload[1]}`);
    else window.open(url, "_blank", "noopener");
  }

  fileUrl(id) { return this.api.file(id); }

  wordsOf(id) { return this.texts.get(id) ?? ""; }

  glossOf(isBot, words) {
    if (isBot) return this.glosses.of(words);
    return (this.person.samples ?? []).find((one) => one.text === words)?.gloss ?? "";
  }

  scrolled() { this.screen.scrollTop = this.screen.scrollHeight; }

  #choice(services, onMove) {
    const select = this.find(".service");
    for (const { key, name } of services.values()) select.append(new Option(name, key, false, key === this.service.key));
    select.hidden = services.size < 2;
    select.addEventListener("change", () => onMove(this, select.value));
  }

  // The button that follows and unfollows an Official Account.
  async #following() {
    const button = this.find(".following");
    if (!this.service.follows) return;
    const state = await this.api.state();
    let follows = state.chats.some((one) => one.chat === this.person.chat && one.follows);
    const shown = () => { button.textContent = follows ? "Bỏ quan tâm" : "Quan tâm"; };
    shown();
    button.hidden = false;
    button.addEventListener("click", async () => {
      await this.#does(follows ? "unfollow" : "follow");
      follows = !follows;
      shown();
    });
  }

  #samples() {
    for (const { text, gloss: meaning } of this.person.samples ?? []) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.append(gloss(meaning));
      button.addEventListener("click", () => this.say(text));
      this.find(".samples").append(button);
    }
  }

  #wire() {
    const form = this.find("form");
    const area = this.find("textarea");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = area.value.trim();
      if (text) this.say(text);
      area.value = "";
    });
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    const file = this.find("input[type=file]");
    file.addEventListener("change", async () => {
      const fields = { caption: area.value.trim(), ...this.#who() };
      area.value = "";
      for (const one of file.files) this.onSent(await this.api.send(this.person.chat, one, fields), this);
      file.value = "";
    });
    this.find(".pin").addEventListener("click", () => this.#does("location", { latitude: 9.5106, longitude: 105.2569 }));
    this.find(".sticking").addEventListener("click", () => this.#does("sticker", { emoji: "👍" }));
    this.find(".quoting button").addEventListener("click", () => this.quote(0));
    for (const name of ["focusin", "pointerdown"]) this.element.addEventListener(name, () => this.read());
  }

  quote(id) {
    this.quoted = id;
    const line = this.find(".quoting");
    line.hidden = !id;
    line.firstElementChild.textContent = this.wordsOf(id).slice(0, 60);
    if (id) this.find("textarea").focus();
  }

  read() {
    this.unread = 0;
    this.find(".unread").hidden = true;
  }

  typing(on) {
    this.find(".typing").hidden = !on;
    clearTimeout(this.stop);
    if (on) this.stop = setTimeout(() => this.typing(false), 6000);
  }

  show(message) {
    const before = this.nodes.get(message.message_id);
    this.texts.set(message.message_id, message.text || message.caption || "");
    const node = drawn(message, this);
    if (before) before.replaceWith(node);
    else {
      this.screen.append(node);
      if (message.from === "bot") this.#came();
    }
    this.nodes.set(message.message_id, node);
    this.#keyboard(message.keyboard ?? []);
    this.scrolled();
  }

  drop(id) {
    this.nodes.get(id)?.remove();
    this.nodes.delete(id);
  }

  #came() {
    this.typing(false);
    if (this.element.contains(document.activeElement)) return;
    this.unread += 1;
    const mark = this.find(".unread");
    mark.hidden = false;
    mark.textContent = this.unread;
    mark.setAttribute("aria-label", `${this.unread} tin chưa đọc`);
  }

  #keyboard(rows) {
    const place = this.find(".keyboard");
    place.replaceChildren();
    for (const row of rows) {
      const line = document.createElement("div");
      for (const label of row) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = label;
        button.addEventListener("click", () => this.say(label));
        line.append(button);
      }
      place.append(line);
    }
  }
}
