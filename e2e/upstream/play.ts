import type { ServerResponse } from "node:http";
import type { Answer } from "./answer";
import type { Reply } from "./fault";
import type { Gates } from "./gates";
import { Outlet } from "./outlet";
import type { Close, Send, Step } from "./steps";
import type { Call, Truth } from "./truth";
import { frame } from "./wire";

export interface Stage {
  response: ServerResponse;
  answer: Answer;
  call: Call;
  truth: Truth;
  gates: Gates;
}

/** Does the steps of a reply, one after the other, until its end or the client's. */
export async function play(reply: Reply, stage: Stage): Promise<void> {
  const player = new Player(reply, stage);
  const { script } = stage.answer;
  if (script.headers_delay_ms) await player.wait(script.headers_delay_ms);
  for (const step of reply.steps) {
    if (player.outlet.closed) return;
    const pending = player.act(step);
    if (pending) await pending;
    if (step.kind === "close") return;
  }
  await player.close("end");
}

/** libuv shows data and RST in one poll as an ordinary end: the reader gets time to read first. */
const RESET_AFTER_MS = 20;

class Player {
  readonly outlet: Outlet;
  private readonly interval: number;
  private started = false;
  private firstTokenAt = 0;
  private events = 0;

  constructor(
    private readonly reply: Reply,
    private readonly stage: Stage,
  ) {
    const { script } = stage.answer;
    const { response, truth, call } = stage;
    this.interval = script.rate
      ? (1000 * (script.chunk ?? 1)) / script.rate
      : (script.delay_ms ?? 0);
    this.outlet = new Outlet(response, script.split_bytes, (n) => truth.wrote(call, n));
  }

  act(step: Step): Promise<void> | undefined {
    switch (step.kind) {
      case "flush":
        return this.flush();
      case "wait":
        return this.wait(step.ms);
      case "gate":
        return this.gate(step.name);
      case "close":
        return this.close(step.how);
      default:
        return this.send(step);
    }
  }

  private begin(): void {
    if (this.started) return;
    this.started = true;
    const { status, headers } = this.reply;
    const { response, answer, truth, call } = this.stage;
    response.writeHead(status, { ...headers, ...answer.script.headers });
    truth.answered(call, status);
  }

  private async flush(): Promise<void> {
    this.begin();
    this.stage.response.flushHeaders();
    await this.outlet.flush();
  }

  wait(ms: number): Promise<void> {
    return this.outlet.sleep(ms);
  }

  private async gate(name: string): Promise<void> {
    await this.outlet.flush();
    await Promise.race([this.stage.gates.passed(name), this.outlet.untilClosed()]);
  }

  private send(step: Send): Promise<void> | undefined {
    const late = step.kind === "token" && this.interval > 0 ? this.dueIn() : 0;
    if (late > 0) return this.wait(late).then(() => this.put(step));
    return this.put(step);
  }

  /** Paced by the clock of the first token, so that a late timer does not add up. */
  private dueIn(): number {
    const now = performance.now();
    if (this.events++ === 0) this.firstTokenAt = now;
    return this.firstTokenAt + (this.events - 1) * this.interval - now;
  }

  private put(step: Send): Promise<void> | undefined {
    if (this.outlet.closed) return undefined;
    this.begin();
    const bytes = this.bytesOf(step);
    if (step.halves !== undefined) return this.putHalves(step, bytes, step.halves);
    const pending = this.outlet.write(bytes);
    this.count(step);
    return pending;
  }

  private async putHalves(step: Send, bytes: Buffer, gap: number): Promise<void> {
    const middle = bytes.length >> 1;
    await this.outlet.write(bytes.subarray(0, middle));
    await this.wait(gap);
    await this.outlet.write(bytes.subarray(middle));
    this.count(step);
  }

  private bytesOf(step: Send): Buffer {
    if (step.raw !== undefined) return Buffer.from(step.raw);
    const data = step.data ?? JSON.stringify(step.chunk);
    return frame(data, this.stage.answer.script, step.event);
  }

  private count(step: Send): void {
    const { truth, call } = this.stage;
    const usage = step.usage ?? step.chunk?.usage;
    if (usage !== undefined && usage !== null) call.usage_reported = usage;
    if (step.pieces || step.tokens) truth.sent(call, step.pieces ?? [], step.tokens ?? 0);
  }

  async close(how: Close): Promise<void> {
    const { response, truth, call } = this.stage;
    if (how === "hang") {
      await this.outlet.flush();
      return this.outlet.untilClosed();
    }
    if (how === "end") this.begin();
    if (how === "end") await this.outlet.flush();
    else await this.outlet.delivered();
    if (how === "reset") await this.wait(RESET_AFTER_MS);
    if (this.outlet.closed) return;
    truth.finish(call);
    if (how === "end") response.end();
    else if (how === "reset") response.socket?.resetAndDestroy();
    else response.socket?.destroySoon();
  }
}
