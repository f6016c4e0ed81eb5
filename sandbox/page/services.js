// The services of the sandbox: their names, control APIs and the abilities of their phones.

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

// The services with an account in the demo's story; without any account, all. Key → service.
export function services(story) {
  const named = Object.entries(ALL).filter(([, one]) => story[one.account]);
  const chosen = named.length ? named : Object.entries(ALL);
  return new Map(chosen.map(([key, one]) => [key, { ...one, key, id: story[one.account] ?? one.usual }]));
}
