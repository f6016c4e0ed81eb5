// One phone: a person's chat with the bot.

import { rendered } from "./text.js";

export class Phone {
  constructor(api, person, glosses, onSent) {
    Object.assign(this, { api, person, glosses, onSent });
    this.element = document.querySelector("#phone").content.firstElementChild.cloneNode(true);
    this.screen = this.find(".screen");
    this.nodes = new Map();
    this.texts = new Map();
    this.unread = 0;
    this.quoted = 0;
    this.find("h2").textContent = person.name;
    this.find(".role").textContent = person.role ?? "bà con";
    this.find(".face").textContent = person.face ?? "🙂";
    this.element.setAttribute("aria-label", `Điện thoại của ${person.name}`);
    this.#samples();
    this.#wire();
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
    this.onSent(await this.api.say(this.person.chat, body), this);
  }

  async tap(message, button) {
    this.onSent(await this.api.tap(this.person.chat, { message_id: message, button, ...this.#who() }), this);
  }

  follow(url) {
    const payload = /[?&]start=([\w-]+)/.exec(url);
    if (payload) this.say(`/start ${payload[1]}`);
    else window.open(url, "_blank", "noopener");
  }

  #samples() {
    for (const { text, gloss } of this.person.samples ?? []) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.append(this.#gloss(gloss));
      button.addEventListener("click", () => this.say(text));
      this.find(".samples").append(button);
    }
  }

  #gloss(text) {
    const node = document.createElement("span");
    node.className = "gloss";
    node.lang = "en";
    node.textContent = text ?? "";
    return node;
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
    this.find(".pin").addEventListener("click", async () => {
      const place = { latitude: 9.5106, longitude: 105.2569, ...this.#who() };
      this.onSent(await this.api.pin(this.person.chat, place), this);
    });
    this.find(".quoting button").addEventListener("click", () => this.quote(0));
    for (const name of ["focusin", "pointerdown"]) this.element.addEventListener(name, () => this.read());
  }

  quote(id) {
    this.quoted = id;
    const line = this.find(".quoting");
    line.hidden = !id;
    line.firstElementChild.textContent = (this.texts.get(id) ?? "").slice(0, 60);
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
    const node = this.#message(message);
    this.texts.set(message.message_id, message.text || message.caption || "");
    if (before) before.replaceWith(node);
    else {
      this.screen.append(node);
      if (message.from === "bot") this.#came();
    }
    this.nodes.set(message.message_id, node);
    this.#keyboard(message.keyboard ?? []);
    this.screen.scrollTop = this.screen.scrollHeight;
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

  #message(message) {
    const node = document.createElement("div");
    node.style.display = "contents";
    const bubble = document.createElement("div");
    bubble.className = message.from === "bot" ? "message" : "message own";
    if (message.reply_to) {
      const quote = document.createElement("div");
      quote.className = "quote";
      quote.textContent = this.texts.get(message.reply_to) ?? "";
      bubble.append(quote);
    }
    this.#media(bubble, message);
    const words = message.text || message.caption || "";
    if (words) {
      const text = document.createElement("div");
      text.className = "text";
      const acts = { follow: (url) => this.follow(url), say: (command) => this.say(command) };
      text.append(rendered(words, message.entities ?? message.caption_entities, acts));
      const gloss = message.from === "bot" ? this.glosses.of(words) : this.#sampleGloss(words);
      bubble.append(text);
      if (gloss) {
        const small = this.#gloss(gloss);
        small.style.whiteSpace = "pre-wrap";
        bubble.append(small);
      }
    }
    const time = document.createElement("time");
    const hour = new Date(message.date * 1000).toLocaleTimeString("vi", { hour: "2-digit", minute: "2-digit" });
    time.textContent = (message.edited ? "đã sửa · " : "") + hour;
    bubble.append(time);
    if (message.from === "bot") {
      const reply = document.createElement("button");
      reply.type = "button";
      reply.className = "reply";
      reply.textContent = "↩";
      reply.title = "Trả lời tin này";
      reply.setAttribute("aria-label", "Trả lời tin này");
      reply.addEventListener("click", () => this.quote(message.message_id));
      bubble.append(reply);
    }
    node.append(bubble);
    if (message.buttons?.length) node.append(this.#buttons(message));
    return node;
  }

  #sampleGloss(words) {
    return (this.person.samples ?? []).find((one) => one.text === words)?.gloss ?? "";
  }

  #media(bubble, message) {
    if (message.photo) {
      const image = document.createElement("img");
      image.src = this.api.file(message.photo);
      image.alt = "hình";
      image.addEventListener("load", () => { this.screen.scrollTop = this.screen.scrollHeight; });
      bubble.append(image);
    }
    if (message.document) {
      const link = document.createElement("a");
      link.href = this.api.file(message.document.file_id);
      link.download = message.document.name;
      const icon = { voice: "🎤 giọng nói", video: "🎬 phim" }[message.document.kind] ?? `📄 ${message.document.name}`;
      link.textContent = `${icon} (${Math.max(1, Math.round(message.document.size / 1024))} kB)`;
      bubble.append(link);
    }
    if (message.location) bubble.append(`📍 ${message.location.latitude}, ${message.location.longitude}`);
    if (message.sticker) bubble.append(message.sticker.emoji ?? "🙂");
    if (message.contact) bubble.append(`☎ ${message.contact.phone_number}`);
  }

  #buttons(message) {
    const rows = document.createElement("div");
    rows.className = "buttons";
    for (const row of message.buttons) {
      const line = document.createElement("div");
      for (const { label, data, url } of row) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = url ? `${label} ↗` : label;
        button.append(this.#gloss(this.glosses.line(label)));
        button.addEventListener("click", () => (url ? this.follow(url) : this.tap(message.message_id, data)));
        line.append(button);
      }
      rows.append(line);
    }
    return rows;
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
