import { setTimeout as pause } from "node:timers/promises";
import type { LanguageModelV3CallOptions, LanguageModelV3StreamPart } from "@ai-sdk/provider";
import { ServerStopping } from "../draining";
import { type Closing, closing, type Ending } from "../ledger/close";
import type { Reservation } from "../ledger/reservation";
import { ProviderError } from "../models/provider-error";
import type { Along, Closed } from "./call";
import { writeClose } from "./closing";
import { type Evidence, endingOf, unknownEnding } from "./ending";
import { causeOf, errorOf, type Failure, failureOf, retryDelayMs } from "./failure";
import { isOutput, Observed } from "./observed";
import { type Cut, isNoReason, verdictOf } from "./verdict";
import { type TimeLimits, Watch } from "./watch";
import type { Cause } from "./words";

/** How long a cut provider has to say that nothing was sent, and a reader to take its last part. */
const cutGraceMs = 250;
const readerGraceMs = 1000;

export type CallTerms = {
  reservation: Reservation;
  /** The endpoint's name, for words and the log. */
  endpoint: string;
  options: LanguageModelV3CallOptions;
  /** Our own count of the input, where `options` do not have it. */
  countInput?: () => Promise<number>;
  along: Along;
};

/** One call under its hold, from the first request to its one close. */
export class RunningCall {
  readonly terms: CallTerms;
  readonly observed = new Observed();
  readonly #limits: TimeLimits;
  readonly #watch: Watch;
  #abort: AbortController | null = null;
  /** Ends the request that is under way, where it heeds no signal. */
  onAbort: (() => void) | null = null;
  readonly #startedAt = performance.now();
  #request: Evidence["request"] = "unsent";
  #cut: Cut | null = null;
  #cause: Cause | null = null;
  /** The last error status, should no later try bring more. */
  #refusal: Cause | null = null;
  /** What came of an answer that was to come whole, and did not. */
  #part: string | null = null;
  /** By our own count more came than the limit. */
  #isPastLimit = false;
  /** What the provider failed with last, for those who pass it on. */
  failure: Failure | null = null;
  #onCut: (cut: Cut) => void = () => undefined;
  #ended: Promise<Closed | null> | null = null;
  readonly #stop = () => {
    const { reason } = this.terms.options.abortSignal ?? {};
    this.cut(reason instanceof ServerStopping ? "restart" : "stopped");
  };

  constructor(terms: CallTerms, limits: TimeLimits) {
    this.terms = terms;
    this.#limits = limits;
    this.#watch = new Watch(limits, (limit) => this.cut(limit));
    const signal = terms.options.abortSignal;
    if (signal?.aborted) this.#stop();
    else signal?.addEventListener("abort", this.#stop, { once: true });
  }

  /** The options that the provider gets: our output limit, and our signal. */
  get options(): LanguageModelV3CallOptions {
    const { options, reservation } = this.terms;
    const maxOutputTokens = reservation.maxOutputTokens;
    return { ...options, maxOutputTokens, abortSignal: this.signal };
  }

  /** Aborted when the call is over; made for those who ask, as it costs more than a callback. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#cut) this.#abort.abort();
    return this.#abort.signal;
  }

  #abortRequest(): void {
    this.#abort?.abort();
    this.onAbort?.();
  }

  /** Nothing more is read from the provider. */
  get isOver(): boolean {
    return this.#cut !== null || this.#cause !== null || this.observed.finish !== null;
  }

  /** Ends the call from our side; what ended it first is what counts. */
  cut(cut: Cut): void {
    if (this.isOver || this.#ended) return;
    this.#cut = cut;
    this.#onCut(cut);
    this.#abortRequest();
    setTimeout(() => this.end(), readerGraceMs).unref();
  }

  /** Has `callback` called when the call is cut, or at once when it was. */
  onCut(callback: (cut: Cut) => void): void {
    this.#onCut = callback;
    if (this.#cut) callback(this.#cut);
  }

  /**
   * Sends the request; again, under the same hold, where the provider was busy or failing and
   * nothing came. Null when that led to nothing: then the call is over. `dispose` lets go of what
   * came too late.
   */
  async request<T>(send: () => PromiseLike<T>, dispose?: (late: T) => void): Promise<T | null> {
    for (let retries = 0; !this.isOver; retries += 1) {
      const before = this.#request;
      this.#request = "written";
      try {
        return await this.#unlessCut(send(), dispose);
      } catch (error) {
        const failure = this.#failureOf(error);
        if (failure.failure === "unsent") this.#request = before;
        this.failure = failure;
        if (failure.failure === "status") {
          this.#request = "refused";
          this.#refusal = causeOf(failure);
        }
        const delayMs = retryDelayMs(failure, retries);
        if (delayMs === null) this.#fail(failure, causeOf(failure));
        else await this.#pause(delayMs);
      }
    }
    return null;
  }

  /** From here the next part is waited for. */
  wait(): void {
    this.#watch.wait();
  }

  /** Takes a part in; resolves to whether the reader is to see it. */
  take(part: LanguageModelV3StreamPart): boolean | Promise<boolean> {
    if (part.type === "error") {
      this.broke(part.error);
      return false;
    }
    if (part.type !== "stream-start" && part.type !== "response-metadata") this.#watch.arrived();
    // A stream that ends without a reason was not ended by the model.
    if (part.type === "finish" && isNoReason(part.finishReason)) this.endedEarly();
    if (this.#isPastLimit && isOutput(part)) {
      this.cut("limit");
      return false;
    }
    const shown = this.observed.take(part);
    const over = this.observed.count.isOver(this.#countMax());
    if (!over) return shown;
    return over.then((isOver) => {
      this.#isPastLimit = isOver;
      return shown;
    });
  }

  /**
   * Our own count above which a call is cut. Another tokenizer may count the same text shorter,
   * so ours alone decides only well above the limit; else more pieces than the limit came too.
   * Then any more is too much; where its end follows, the provider's own figure counts.
   */
  #countMax(): number {
    const { maxOutputTokens } = this.terms.reservation;
    const piecesAreOver = this.observed.count.pieces > maxOutputTokens;
    return piecesAreOver ? maxOutputTokens : 2 * maxOutputTokens + 16;
  }

  /** The stream broke, or brought an error. */
  broke(error: unknown): void {
    const failure = this.#failureOf(error);
    if (failure.failure === "unsent" && !this.observed.came) {
      this.#request = "unsent";
      this.#fail(failure, { kind: "unsent" });
      return;
    }
    if (failure.failure === "status") this.#request = "error-event";
    const kind = failure.failure === "status" ? "error-event" : "broken";
    this.#fail(failure, { kind, said: failure.said });
  }

  /** The stream ended without saying how. */
  endedEarly(): void {
    this.#fail({ failure: "broken", message: "the stream had no end" }, { kind: "no-end" });
  }

  #failureOf(error: unknown): Failure {
    if (error instanceof ProviderError) this.#part = error.part;
    return failureOf(error);
  }

  #fail(failure: Failure, cause: Cause): void {
    if (this.isOver) return;
    this.#cause = cause;
    this.failure = failure;
  }

  /** Closes the reservation, once; null when that was done by another, or could not be written. */
  end(): Promise<Closed | null> {
    this.#ended ??= this.#close();
    return this.#ended;
  }

  async #close(): Promise<Closed | null> {
    const { reservation, endpoint, options } = this.terms;
    this.#watch.stop();
    options.abortSignal?.removeEventListener("abort", this.#stop);
    if (this.#cause) this.#abortRequest();
    if (this.#part !== null) await this.observed.takePart(this.#part);
    const evidence = this.#evidence();
    let ending: Ending;
    try {
      ending = await endingOf(reservation, endpoint, evidence);
    } catch (error) {
      ending = unknownEnding(evidence, error);
    }
    if (evidence.cause) {
      const of = `Call ${reservation.id} to ${endpoint} (${reservation.model.id})`;
      console.warn(`${of} ${ending.because}. ${this.failure?.message ?? ""}`.trimEnd());
    }
    const result = await writeClose(this.#closing(ending));
    return result?.won ? result.closed : null;
  }

  /** The money is settled, also where what is written along cannot be worked out. */
  #closing(ending: Ending): Closing {
    const { reservation, along } = this.terms;
    try {
      return closing(reservation, ending, along);
    } catch (error) {
      console.error(`What goes along with the close of ${reservation.id} failed.`, error);
      return closing(reservation, ending);
    }
  }

  /** What a caller is to throw for a call that brought no stream. */
  async thrown(): Promise<unknown> {
    const closed = await this.end();
    if (this.#cut === "stopped") return this.terms.options.abortSignal?.reason;
    return errorOf(closed, this.failure);
  }

  #evidence(): Evidence {
    const { observed } = this;
    const { options } = this.terms;
    // Spread, it would take as long as the rest of the end.
    const { outcome, finishReason, cause } = verdictOf({
      cut: this.#cut,
      request: this.#request,
      refusal: this.#refusal,
      cause: this.#cause,
      finish: observed.finish,
      limits: this.#limits,
    });
    return {
      outcome,
      finishReason,
      cause,
      request: this.#request,
      came: observed.came,
      isPart: observed.isPart,
      isPastLimit: this.#cut === "limit",
      final: this.#cause === null && observed.final,
      reported: observed.reported,
      countOutput: () => observed.countOutput(this.terms.reservation.maxOutputTokens),
      options,
      countInput: this.terms.countInput,
      resolvedModel: observed.resolvedModel,
      durationMs: this.#since(performance.now()),
      firstTokenMs: observed.firstTokenAt === null ? null : this.#since(observed.firstTokenAt),
    };
  }

  #since(at: number): number {
    return Math.round(at - this.#startedAt);
  }

  /** Settles as `promise`; rejects soon after a cut, should the provider not heed the signal. */
  #unlessCut<T>(promise: PromiseLike<T>, dispose?: (late: T) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      let late = false;
      const giveUp = () => {
        late = true;
        reject(new Error("cut"));
      };
      this.onCut(() => setTimeout(giveUp, cutGraceMs).unref());
      promise.then((result) => (late ? dispose?.(result) : resolve(result)), reject);
    });
  }

  async #pause(ms: number): Promise<void> {
    try {
      await pause(ms, undefined, { signal: this.signal });
    } catch {
      // The call was cut meanwhile; the loop sees that.
    }
  }
}
