// The control API of one bot or Official Account: act as a person, and receive events.

export class Api {
  constructor(service) {
    this.service = service;
    this.base = service.path + encodeURIComponent(service.id);
  }

  async #call(path, body) {
    const options = body === undefined ? {} : body instanceof FormData
      ? { method: "POST", body }
      : { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
    const answer = await fetch(this.base + path, options);
    const found = await answer.json();
    if (!answer.ok) throw new Error(found.error ?? `lỗi ${answer.status}`);
    return found;
  }

  messages(chat) { return this.#call(`/chats/${chat}/messages?after=0`); }
  act(chat, name, body) { return this.#call(`/chats/${chat}/${name}`, body); }
  state() { return this.#call("/state"); }
  file(id) { return `${this.base}/files/${encodeURIComponent(id)}`; }

  send(chat, file, fields) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) if (value) form.append(name, value);
    form.append("file", file);
    const kind = file.type.startsWith("image/") ? "photo" : file.type.startsWith("audio/") ? "voice"
      : file.type.startsWith("video/") ? "video" : "document";
    return this.#call(`/chats/${chat}/${kind}`, form);
  }

  listen(onEvent) {
    const source = new EventSource(`${this.base}/events`);
    source.onmessage = (event) => onEvent(JSON.parse(event.data));
    return source;
  }
}

export async function sample() {
  return (await fetch("/sandbox/sample")).json();
}

export async function power(on) {
  const options = on === undefined ? {} : { method: "POST", body: JSON.stringify({ on }) };
  const answer = await fetch("/sandbox/power", options);
  return answer.ok ? (await answer.json()).on : undefined;
}
