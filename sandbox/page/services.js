// The services that the sandbox plays: names, control APIs, and what a phone of each can do.

const TELEGRAM = {
  name: "Telegram", path: "/sandbox/bots/", account: "token", usual: "1000000001:demo",
  links: true, stickers: false, follows: false,
};
const ZALO_BOT = {
  name: "Zalo", path: "/sandbox/zalo-bot/", account: "zalo_bot", usual: "1000000002:demo",
  links: false, stickers: true, follows: false,
};
const ZALO_OA = {
  name: "Zalo OA", path: "/sandbox/zalo-oa/", account: "zalo_oa", usual: "1000000003",
  links: false, stickers: true, follows: true,
};

const ALL = { telegram: TELEGRAM, "zalo-bot": ZALO_BOT, "zalo-oa": ZALO_OA };

// Of those that the sample names an account for; without any, of all. Name → service.
export function services(told) {
  const named = Object.entries(ALL).filter(([, one]) => told[one.account]);
  const chosen = named.length ? named : Object.entries(ALL);
  return new Map(chosen.map(([key, one]) => [key, { ...one, key, id: told[one.account] ?? one.usual }]));
}
