import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";

/** Writes a response's bytes: as they come, or in packets of `splitBytes`. */
export class Outlet {
  closed = false;
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private wake: (() => void) | null = null;

  constructor(
    readonly response: ServerResponse,
    private readonly splitBytes: number | undefined,
    private readonly wrote: (bytes: number) => void,
  ) {
    response.once("close", () => {
      this.closed = true;
      this.wake?.();
    });
  }

  /** Waits; a client that goes ends the wait. */
  async sleep(ms: number): Promise<void> {
    await this.flush();
    if (this.closed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = null;
  }

  /** Returns a promise only when there is something to wait for. */
  write(bytes: Buffer): Promise<void> | undefined {
    if (this.splitBytes === undefined) return this.send(bytes);
    this.pending.push(bytes);
    this.pendingBytes += bytes.length;
    return this.pendingBytes < this.splitBytes ? undefined : this.packets(this.splitBytes, false);
  }

  private send(bytes: Buffer): Promise<void> | undefined {
    if (this.closed) return undefined;
    this.wrote(bytes.length);
    return this.response.write(bytes) ? undefined : this.drained();
  }

  private async drained(): Promise<void> {
    const stop = new AbortController();
    const { signal } = stop;
    const closed = once(this.response, "close", { signal });
    const drain = once(this.response, "drain", { signal });
    const gone = (error: unknown) => {
      if (!signal.aborted) throw error;
    };
    closed.catch(gone);
    drain.catch(gone);
    if (!this.closed) await Promise.race([closed, drain]);
    stop.abort();
  }

  private async packets(size: number, all: boolean): Promise<void> {
    let rest = Buffer.concat(this.pending);
    while (!this.closed && (rest.length >= size || (all && rest.length > 0))) {
      await this.send(rest.subarray(0, size));
      rest = rest.subarray(size);
      await nextTurn();
    }
    this.pending = [rest];
    this.pendingBytes = rest.length;
  }

  /** Sends what is held back for a whole packet. */
  async flush(): Promise<void> {
    if (this.pendingBytes > 0 && this.splitBytes !== undefined) {
      await this.packets(this.splitBytes, true);
    }
  }

  /** Resolves when the kernel has the bytes, or the client has gone. */
  async delivered(): Promise<void> {
    await this.flush();
    const { socket } = this.response;
    if (this.closed || !socket) return;
    // Node holds the writes of a turn back until its end.
    await nextTurn();
    await new Promise<void>((resolve) => socket.write("", () => resolve()));
  }

  async untilClosed(): Promise<void> {
    if (!this.closed) await once(this.response, "close");
  }
}
