// The way of the last message: received, stored, confirmed, and the messages sent because of it.

const JOBS = {
  turn: ["trả lời ngay sau khi lưu", "at once, after the commit"],
  card: ["thẻ việc mới cho cán bộ", "the card of a new case"],
  reminder: ["việc nhắc theo lịch", "a scheduled reminder"],
  drafts: ["nhắc chuyện viết dở", "the reminder of drafts"],
  digest: ["bản tin buổi sáng", "the morning digest"],
  consultations: ["mở và đóng đợt lấy ý kiến", "opening and closing of plans"],
  broadcast: ["thông báo chung", "an announcement"],
  chart: ["vẽ biểu đồ ở phía sau", "a chart drawn in the background"],
  receipts: ["báo tin đã tới nơi", "telling that it arrived"],
  export: ["soạn bản sao ở phía sau", "a copy made in the background"],
  retention: ["xóa theo hạn", "erasing in time"],
  sealed: ["giữ kín rồi xóa", "sealed words"],
  apology: ["lời xin lỗi", "an apology"],
};

export class Strip {
  constructor(list, nameOf) {
    this.list = list;
    this.nameOf = nameOf;
    this.update = 0;
    this.service = "";
    this.recent = [];
  }

  sent(updateId, service) {
    this.update = updateId;
    this.service = service;
    this.stored = false;
    this.list.replaceChildren();
    if (!updateId) return;
    this.#add("Đã nhận", "máy chủ tin nhắn đang giữ", "received: the service keeps it");
    // A quick bot answers before the page knows the update's id.
    const first = this.recent.findIndex(([event, key]) => event.update_id === updateId && key === service);
    if (first >= 0) for (const [event, key] of this.recent.slice(first)) this.#show(event, key);
  }

  onEvent(event, service) {
    this.recent = [...this.recent.slice(-50), [event, service]];
    this.#show(event, service);
  }

  #show(event, service) {
    if (event.type === "update") this.#stage(event, service);
    else this.#call(event, service);
  }

  #stage(event, service) {
    if (event.update_id !== this.update || service !== this.service) return;
    if (event.stage === "fetched") this.#add("Máy đã lấy", "chưa xác nhận, mất điện cũng không mất tin", "fetched, not yet confirmed");
    if (event.stage === "confirmed") {
      this.#committed();
      this.#add("Đã xác nhận", "lưu xong mới báo máy chủ là đã nhận", "confirmed to the service, after the commit");
    }
    if (event.stage === "lost") this.#add("Mất tin", "máy chủ tin nhắn thôi không gửi nữa", "lost: the service gave it up");
  }

  #call(event, service) {
    if (!event.ok || !/^(send(?!ChatAction)|message\/)/.test(event.method)) return;
    this.#committed();
    const kind = String(event.origin || "turn").split(":")[0];
    const [vietnamese, english] = JOBS[kind] ?? [`việc “${kind}”`, `job “${kind}”`];
    this.#add(`Đã đẩy tới ${this.nameOf(Number(event.chat_id), service)}`, vietnamese, `pushed: ${english}`);
  }

  // Nothing is sent or confirmed before it is stored, so the first such event shows the commit.
  #committed() {
    if (this.stored) return;
    this.stored = true;
    this.#add("Đã lưu", "đã ghi chắc vào sổ", "committed to the database");
  }

  #add(title, detail, gloss) {
    const item = document.createElement("li");
    const bold = document.createElement("b");
    bold.textContent = title;
    const small = document.createElement("small");
    small.textContent = detail;
    const english = document.createElement("span");
    english.className = "gloss";
    english.textContent = gloss;
    item.append(bold, small, english);
    this.list.append(item);
    while (this.list.children.length > 7) this.list.firstElementChild.remove();
  }
}
