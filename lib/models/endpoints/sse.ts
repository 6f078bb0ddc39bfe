import { isAscii, isUtf8 } from "node:buffer";
import { ProviderError } from "../provider-error";

/** An event larger than this is neither a token nor a picture; more is not held in memory. */
const eventBytesMax = 8_000_000;
const lineFeed = 10;
const carriageReturn = 13;

/** Where in `SseReader.bytes` an event stands, the blank line after it included. */
type Placed<T extends unknown[]> = (...args: [...T, from: number, to: number]) => void;

/**
 * Reads `text/event-stream` bytes, cut anywhere, and hands over the data of each event, and where
 * it stands. Lines end with LF, CRLF or CR; comments and other fields are skipped, and told of as
 * `onOther` where an event has no data. Only whole events are decoded, so a character is never
 * cut. Throws `broken` for bad UTF-8 and for an event over 8 MB.
 */
export class SseReader {
  /** What the places of the events at hand refer to. */
  bytes: Buffer = Buffer.alloc(0);
  private readonly onData: Placed<[data: string]>;
  private readonly onOther: Placed<[]>;
  private carry: Buffer[] = [];
  private carryBytes = 0;
  private skipLineFeed = false;

  constructor(onData: Placed<[data: string]>, onOther: Placed<[]> = () => undefined) {
    this.onData = onData;
    this.onOther = onOther;
  }

  push(bytes: Buffer): void {
    let chunk = bytes;
    if (this.skipLineFeed && chunk[0] === lineFeed) chunk = chunk.subarray(1);
    if (chunk.length === 0) return;
    this.skipLineFeed = chunk[chunk.length - 1] === carriageReturn;
    if (!chunk.includes(lineFeed) && !chunk.includes(carriageReturn)) {
      this.keep(chunk);
      return;
    }
    const all = this.carryBytes > 0 ? Buffer.concat([...this.carry, chunk]) : chunk;
    this.carry = [];
    this.carryBytes = 0;
    const read = this.events(all);
    if (read < all.length) this.keep(all.subarray(read));
  }

  /** The bytes have ended: an event that only lacks the blank line after it is handed over. */
  end(): void {
    if (this.carryBytes === 0) return;
    const rest = Buffer.concat([...this.carry, Buffer.from("\n\n")]);
    this.carry = [];
    this.carryBytes = 0;
    this.events(rest);
  }

  private keep(bytes: Buffer): void {
    this.carry.push(bytes);
    this.carryBytes += bytes.length;
    if (this.carryBytes > eventBytesMax) throw tooLarge();
  }

  /** Hands over all whole events; returns where the last of them ends. */
  private events(bytes: Buffer): number {
    // One byte is one character of this, so that places in it are places in the bytes.
    const places = bytes.toString("latin1");
    const ends = blankLines(places);
    const last = ends.at(-1)?.to ?? 0;
    const whole = bytes.subarray(0, last);
    const plain = isAscii(whole);
    if (!plain && !isUtf8(whole)) {
      throw new ProviderError("broken", "The provider sent text that is no text.");
    }
    this.bytes = bytes;
    let from = 0;
    for (const { at, to } of ends) {
      if (to - from > eventBytesMax) throw tooLarge();
      const data = dataOf(plain ? places.slice(from, at) : bytes.toString("utf8", from, at));
      if (data === null) this.onOther(from, to);
      else this.onData(data, from, to);
      from = to;
    }
    return last;
  }
}

type BlankLine = { at: number; to: number };

function blankLines(text: string): BlankLine[] {
  const found: BlankLine[] = [];
  if (text.includes("\r")) {
    for (const { 0: ends, index } of text.matchAll(/(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r)/g)) {
      found.push({ at: index, to: index + ends.length });
    }
    return found;
  }
  for (let at = text.indexOf("\n\n"); at !== -1; at = text.indexOf("\n\n", at + 2)) {
    found.push({ at, to: at + 2 });
  }
  return found;
}

/** The data of one event; null where it has none. */
function dataOf(event: string): string | null {
  if (event.startsWith("data: ") && !event.includes("\n") && !event.includes("\r")) {
    return event.slice(6);
  }
  let data: string | null = null;
  for (const line of event.split(/\r\n|\n|\r/)) {
    if (line !== "data" && !line.startsWith("data:")) continue;
    const value = line.slice(line[5] === " " ? 6 : 5);
    data = data === null ? value : `${data}\n${value}`;
  }
  return data;
}

function tooLarge(): ProviderError {
  return new ProviderError("broken", "The provider sent an event larger than 8 MB.");
}
