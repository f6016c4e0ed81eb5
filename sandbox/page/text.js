// Texts with entities as nodes, deep links, and English glosses of whole lines.

const TAGS = { bold: "b", italic: "i", code: "code", pre: "pre", underline: "u", strikethrough: "s" };

export function rendered(text, entities, { follow, say }) {
  const whole = document.createDocumentFragment();
  const flat = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  let at = 0;
  for (const entity of flat) {
    if (entity.offset < at) continue;
    whole.append(text.slice(at, entity.offset));
    whole.append(marked(entity, text.slice(entity.offset, entity.offset + entity.length), { follow, say }));
    at = entity.offset + entity.length;
  }
  whole.append(text.slice(at));
  return whole;
}

function marked(entity, words, { follow, say }) {
  if (entity.type === "url" || entity.type === "text_link") {
    const link = document.createElement("a");
    link.href = entity.url ?? words;
    link.textContent = words;
    link.addEventListener("click", (event) => { event.preventDefault(); follow(link.href); });
    return link;
  }
  if (entity.type === "bot_command") {
    const link = document.createElement("a");
    link.href = "#";
    link.textContent = words;
    link.addEventListener("click", (event) => { event.preventDefault(); say(words); });
    return link;
  }
  const node = document.createElement(TAGS[entity.type] ?? "span");
  node.textContent = words;
  return node;
}

export class Glosses {
  // `pairs`: [pattern of a Vietnamese line, English line], both with {name} placeholders.
  constructor(pairs) {
    this.exact = new Map();
    this.patterns = [];
    for (const [vietnamese, english] of pairs ?? []) {
      if (!vietnamese.includes("{")) { this.exact.set(vietnamese, english); continue; }
      const names = [];
      const pattern = vietnamese.split(/(\{\w+\})/).map((part) => {
        if (!/^\{\w+\}$/.test(part)) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
        names.push(part);
        return "(.+?)";
      }).join("");
      const fixed = vietnamese.replace(/\{\w+\}/g, "").trim().length;
      if (fixed > 2) this.patterns.push({ pattern: new RegExp(`^${pattern}$`), names, english, fixed });
    }
    this.patterns.sort((a, b) => b.fixed - a.fixed);
  }

  line(text) {
    const known = this.exact.get(text);
    if (known !== undefined) return known;
    for (const { pattern, names, english } of this.patterns) {
      const found = pattern.exec(text);
      if (!found) continue;
      return names.reduce((line, name, index) => {
        const value = found[index + 1];
        return line.replaceAll(name, this.exact.get(value) ?? value);
      }, english);
    }
    return "";
  }

  of(text) {
    const lines = text.split("\n").map((line) => (line.trim() ? this.#listed(line.trim()) : ""));
    return lines.filter(Boolean).join("\n");
  }

  // A choice of a numbered list is also found without its number.
  #listed(line) {
    const known = this.line(line);
    const number = known ? null : /^\d+\. /.exec(line);
    const choice = number && this.line(line.slice(number[0].length));
    return choice ? number[0] + choice : known;
  }
}
