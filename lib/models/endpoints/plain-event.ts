import { firstChoice, isObject, type Json, parseEvent } from "./chat-chunk";

/** How many events are learnt from; a provider whose events all differ is only parsed. */
const learntMax = 4;
const place = /"content"\s*:\s*"/;
/** What a JSON string may not hold as it is. */
const special = /["\\\p{Cc}]/u;

/**
 * Most events of a stream differ from the one before in the text that came. Such an event is read
 * without parsing it: what stands between the two parts that are the same is its text, where no
 * character of it has a meaning of its own in JSON.
 */
export class PlainEvent {
  /** What the event that was learnt from says; only its text is another one's. */
  chunk: Json = {};
  #before = "";
  #after = "";
  #learnt = 0;

  /** The text of an event that differs from the one that was learnt in its text alone. */
  textOf(data: string): string | null {
    const before = this.#before;
    const after = this.#after;
    const to = data.length - after.length;
    if (before === "" || to < before.length) return null;
    // Four times as fast as `startsWith` and `endsWith`, which go letter by letter.
    if (data.slice(0, before.length) !== before || data.slice(to) !== after) return null;
    const text = data.slice(before.length, to);
    return special.test(text) ? null : text;
  }

  /** To be called with events that bring nothing but text. */
  learn(data: string, chunk: Json, text: string): void {
    if (this.#learnt === learntMax || special.test(text)) return;
    this.#learnt += 1;
    const found = place.exec(data);
    if (!found) return;
    const from = found.index + found[0].length;
    const to = data.indexOf('"', from);
    const before = data.slice(0, from);
    const after = data.slice(to);
    if (data.slice(from, to) !== text) return;
    // A key may come twice, and `content` stand elsewhere too: by what is put there it is seen.
    const mark = text === "a" ? "b" : "a";
    if (contentOf(before + mark + after) !== mark) return;
    this.chunk = chunk;
    this.#before = before;
    this.#after = after;
  }
}

function contentOf(data: string): unknown {
  const delta = firstChoice(parseEvent(data))?.delta;
  return isObject(delta) ? delta.content : null;
}
