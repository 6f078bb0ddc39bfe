/** What the load client is told, and what it answers. Both cross a process boundary. */
export interface Target {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface CallsJob {
  kind: "calls";
  target: Target;
  atOnce: number;
  seconds: number;
}

export interface CallsResult {
  calls: number;
  failed: number;
  seconds: number;
  firstFailure: string | null;
}

export interface FirstTokenJob {
  kind: "first-token";
  target: Target;
  /** What stands in the stream as soon as there is text, and not before. */
  sign: string;
}

export interface FirstTokenResult {
  ms: number;
}

export type Dialect = "openai" | "purser";

export interface StreamsJob {
  kind: "streams";
  target: Target;
  dialect: Dialect;
  streams: number;
}

export interface StreamsResult {
  /** Words that arrived, over all streams. */
  tokens: number;
  failed: number;
  firstFailure: string | null;
  firstTokenP50: number;
  firstTokenP99: number;
  gapP50: number;
  gapP99: number;
  gapMax: number;
}

export interface Jobs {
  calls: { job: CallsJob; result: CallsResult };
  "first-token": { job: FirstTokenJob; result: FirstTokenResult };
  streams: { job: StreamsJob; result: StreamsResult };
}

export type Job = Jobs[keyof Jobs]["job"];
export type Result = Jobs[keyof Jobs]["result"];
export type Reply = { result: Result } | { error: string };
