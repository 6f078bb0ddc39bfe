import { isUtf8 } from "node:buffer";
import { ProviderError } from "../provider-error";

/** An event larger than this is no token; more is not held in memory. */
const eventBytesMax = 1_000_000;
const lineFeed = 10;
const carriageReturn = 13;

/**
 * Reads `text/event-stream` bytes, cut anywhere, and hands over the data of each event. Lines end
 * with LF, CRLF or CR; comments and other fields are skipped. Only whole lines are decoded, so a
 * character is never cut. Throws `broken` for bad UTF-8 and for an event over 1 MB.
 */
export class SseReader {
  private readonly onData: (data: string) => void;
  private carry: Buffer[] = [];
  private carryBytes = 0;
  private pending: string | null = null;
  private skipLineFeed = false;

  constructor(onData: (data: string) => void) {
    this.onData = onData;
  }

  push(bytes: Buffer): void {
    let chunk = bytes;
    if (this.skipLineFeed && chunk[0] === lineFeed) chunk = chunk.subarray(1);
    if (chunk.length === 0) return;
    this.skipLineFeed = chunk[chunk.length - 1] === carriageReturn;
    const end = Math.max(chunk.lastIndexOf(lineFeed), chunk.lastIndexOf(carriageReturn)) + 1;
    if (end === 0) {
      this.keep(chunk);
      return;
    }
    const whole = chunk.subarray(0, end);
    const lines = this.carryBytes > 0 ? Buffer.concat([...this.carry, whole]) : whole;
    this.carry = [];
    this.carryBytes = 0;
    if (end < chunk.length) this.keep(chunk.subarray(end));
    this.lines(decode(lines));
  }

  /** The bytes have ended: an event that only lacks the blank line after it is handed over. */
  end(): void {
    if (this.carryBytes > 0) this.push(Buffer.from("\n"));
    this.dispatch();
  }

  private keep(bytes: Buffer): void {
    this.carry.push(bytes);
    this.carryBytes += bytes.length;
    if (this.carryBytes + (this.pending?.length ?? 0) > eventBytesMax) throw tooLarge();
  }

  private lines(text: string): void {
    const plain = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
    for (let at = 0; at < plain.length; ) {
      const end = plain.indexOf("\n", at);
      this.line(plain, at, end);
      at = end + 1;
    }
  }

  private line(text: string, from: number, to: number): void {
    if (from === to) {
      this.dispatch();
      return;
    }
    if (!text.startsWith("data", from)) return;
    const colon = from + 4;
    if (colon !== to && text[colon] !== ":") return;
    const start = text[colon + 1] === " " ? colon + 2 : colon + 1;
    const value = start < to ? text.slice(start, to) : "";
    this.pending = this.pending === null ? value : `${this.pending}\n${value}`;
    if (this.pending.length > eventBytesMax) throw tooLarge();
  }

  private dispatch(): void {
    const data = this.pending;
    if (data === null) return;
    this.pending = null;
    this.onData(data);
  }
}

function decode(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new ProviderError("broken", "The provider sent text that is no text.");
  return bytes.toString("utf8");
}

function tooLarge(): ProviderError {
  return new ProviderError("broken", "The provider sent an event larger than a megabyte.");
}
