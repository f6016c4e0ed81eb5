// One message on a phone's screen, with its buttons.

import { rendered } from "./text.js";

export function gloss(text) {
  const node = document.createElement("span");
  node.className = "gloss";
  node.lang = "en";
  node.textContent = text ?? "";
  return node;
}

// `phone` has follow, say, tap, quote, glossOf, fileUrl, scrolled and wordsOf.
export function drawn(message, phone) {
  const node = document.createElement("div");
  node.style.display = "contents";
  node.append(bubble(message, phone));
  if (message.buttons?.length) node.append(buttons(message, phone));
  return node;
}

function bubble(message, phone) {
  const node = document.createElement("div");
  node.className = message.from === "bot" ? "message" : "message own";
  if (message.reply_to) {
    const quote = document.createElement("div");
    quote.className = "quote";
    quote.textContent = phone.wordsOf(message.reply_to);
    node.append(quote);
  }
  media(node, message, phone);
  const words = message.text || message.caption || "";
  if (words) {
    const text = document.createElement("div");
    text.className = "text";
    const acts = { follow: (url) => phone.follow(url), say: (command) => phone.say(command) };
    text.append(rendered(words, message.entities ?? message.caption_entities, acts));
    node.append(text);
    const meaning = phone.glossOf(message.from === "bot", words);
    if (meaning) {
      const small = gloss(meaning);
      small.style.whiteSpace = "pre-wrap";
      node.append(small);
    }
  }
  node.append(time(message));
  if (message.from === "bot") node.append(replier(message, phone));
  return node;
}

function time(message) {
  const node = document.createElement("time");
  const hour = new Date(message.date * 1000).toLocaleTimeString("vi", { hour: "2-digit", minute: "2-digit" });
  node.textContent = (message.edited ? "đã sửa · " : "") + hour;
  return node;
}

function replier(message, phone) {
  const node = document.createElement("button");
  node.type = "button";
  node.className = "reply";
  node.textContent = "↩";
  node.title = "Trả lời tin này";
  node.setAttribute("aria-label", "Trả lời tin này");
  node.addEventListener("click", () => phone.quote(message.message_id));
  return node;
}

function media(node, message, phone) {
  if (message.photo) {
    const image = document.createElement("img");
    image.src = phone.fileUrl(message.photo);
    image.alt = "hình";
    image.addEventListener("load", () => phone.scrolled());
    node.append(image);
  }
  if (message.document) {
    const link = document.createElement("a");
    link.href = phone.fileUrl(message.document.file_id);
    link.download = message.document.name;
    const icon = { voice: "🎤 giọng nói", video: "🎬 phim" }[message.document.kind] ?? `📄 ${message.document.name}`;
    link.textContent = `${icon} (${Math.max(1, Math.round(message.document.size / 1024))} kB)`;
    node.append(link);
  }
  if (message.location) node.append(`📍 ${message.location.latitude}, ${message.location.longitude}`);
  if (message.sticker) {
    const sticker = document.createElement("span");
    sticker.className = "sticker";
    sticker.textContent = message.sticker.emoji ?? "🙂";
    node.append(sticker);
  }
  if (message.contact) node.append(`☎ ${message.contact.phone_number}`);
}

function buttons(message, phone) {
  const rows = document.createElement("div");
  rows.className = "buttons";
  for (const row of message.buttons) {
    const line = document.createElement("div");
    for (const { label, data, url } of row) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = url ? `${label} ↗` : label;
      button.append(gloss(phone.glossOf(true, label)));
      button.addEventListener("click", () => (url ? phone.follow(url) : phone.tap(message.message_id, data)));
      line.append(button);
    }
    rows.append(line);
  }
  return rows;
}
